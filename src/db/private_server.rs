//! A PostgreSQL server of our own, for `make run` and for tests: in a folder that we made, on a unix socket, without a
//! TCP port. PostgreSQL refuses to run as root, so root hands it to another user. It stops when this process ends,
//! however it ends: a watcher holds the other end of a pipe.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, bail};

/// How careful the server is with its files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Care {
    /// Acknowledged changes survive a crash.
    Durable,
    /// For tests: fast, and thrown away afterwards.
    Throwaway,
}

/// A running private server.
#[derive(Debug)]
pub struct PrivateServer {
    bin: PathBuf,
    data: PathBuf,
    sockets: PathBuf,
    user: Option<User>,
    /// Held as long as the server is ours, so that a second program does not take it for a leftover.
    _lock: fs::File,
    /// Stops the server when its standard input closes.
    watcher: Child,
}

#[derive(Debug, Clone, Copy)]
struct User {
    uid: u32,
    gid: u32,
}

impl PrivateServer {
    /// Starts the server whose data are in `folder`, making them first when there are none.
    pub fn start(folder: &Path, care: Care) -> anyhow::Result<Self> {
        let bin = find_binaries()?;
        fs::create_dir_all(folder).with_context(|| format!("can't make the folder {}", folder.display()))?;
        let user = if is_root() { Some(unprivileged_user()?) } else { None };
        let folder = reachable(folder, user)?;
        let data = folder.join("data");
        let sockets = socket_folder(&folder)?;
        if let Some(user) = user {
            chown(&folder, Some(user.uid), Some(user.gid))?;
            chown(&sockets, Some(user.uid), Some(user.gid))?;
        }
        let lock = fs::File::create(folder.join("lock"))?;
        if lock.try_lock().is_err() {
            bail!("another program is using the database in {}: stop that one first", folder.display());
        }
        let command = |program: &str| command(&bin, program, user);
        if !data.join("PG_VERSION").exists() {
            run(command("initdb")
                .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"])
                .arg("--no-instructions")
                .arg("-D")
                .arg(&data))
            .context("initdb failed")?;
        }
        if data.join("postmaster.pid").exists() {
            // Left over from a crash: this data folder is ours, so is its server.
            let _ = run(command("pg_ctl").args(["stop", "-m", "fast", "-w", "-D"]).arg(&data));
        }
        let mut options = format!("-k '{}' -c listen_addresses= -c max_connections=200", sockets.display());
        if care == Care::Throwaway {
            options.push_str(" -c fsync=off -c synchronous_commit=off -c full_page_writes=off");
        }
        run(command("pg_ctl")
            .args(["start", "-w", "-t", "60", "-D"])
            .arg(&data)
            .arg("-l")
            .arg(folder.join("postgresql.log"))
            .args(["-o", &options]))
        .with_context(|| format!("PostgreSQL did not start; see {}", folder.join("postgresql.log").display()))?;
        let mut stop = Command::new("sh");
        stop.arg("-c").arg(r#"cat >/dev/null; "$0" stop -m fast -w -D "$1" >/dev/null 2>&1; rm -rf "$2""#);
        stop.arg(bin.join("pg_ctl")).arg(&data);
        stop.arg(if care == Care::Throwaway { folder.as_os_str() } else { sockets.as_os_str() });
        as_user(&mut stop, user);
        let watcher = stop.stdin(Stdio::piped()).process_group(0).spawn().context("the watcher did not start")?;
        Ok(Self { bin, data, sockets, user, _lock: lock, watcher })
    }

    /// The address of a database of this server, entered as `role`.
    pub fn url(&self, role: &str, database: &str) -> String {
        let host = self.sockets.display().to_string().replace('/', "%2F");
        format!("postgres://{role}@{host}/{database}")
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// The folder of the socket, as `psql -h` takes it.
    pub fn socket_folder(&self) -> &Path {
        &self.sockets
    }

    /// Kills the server at once, as a power cut would (for the durability test).
    pub fn crash(&self) -> anyhow::Result<()> {
        run(command(&self.bin, "pg_ctl", self.user).args(["stop", "-m", "immediate", "-w", "-D"]).arg(&self.data))
    }
}

impl Drop for PrivateServer {
    fn drop(&mut self) {
        drop(self.watcher.stdin.take());
        let _ = self.watcher.wait();
    }
}

fn command(bin: &Path, program: &str, user: Option<User>) -> Command {
    let mut command = Command::new(bin.join(program));
    command.stdin(Stdio::null()).env_clear().env("PATH", "/usr/bin:/bin").env("LC_ALL", "C");
    as_user(&mut command, user);
    command
}

fn as_user(command: &mut Command, user: Option<User>) {
    if let Some(user) = user {
        command.uid(user.uid).gid(user.gid).current_dir("/");
    }
}

fn run(command: &mut Command) -> anyhow::Result<()> {
    // pg_ctl's child keeps our standard output open: its own words go to the log file, so nothing is captured there.
    let output = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?.wait_with_output()?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(())
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

/// The user that PostgreSQL's package made, or nobody.
fn unprivileged_user() -> anyhow::Result<User> {
    let accounts = fs::read_to_string("/etc/passwd").context("can't read the list of users")?;
    let find = |name: &str| {
        accounts.lines().find_map(|line| {
            let mut fields = line.split(':');
            (fields.next() == Some(name))
                .then(|| Some(User { uid: fields.nth(1)?.parse().ok()?, gid: fields.next()?.parse().ok()? }))?
        })
    };
    find("postgres").or_else(|| find("nobody")).context("PostgreSQL can't run as root, and there is no other user here")
}

/// The folder itself, or, when its user can't get there (a project below /root), one of the same name elsewhere.
fn reachable(folder: &Path, user: Option<User>) -> anyhow::Result<PathBuf> {
    let folder = folder.canonicalize()?;
    let closed = |path: &Path| fs::metadata(path).is_ok_and(|meta| meta.permissions().mode() & 0o001 == 0);
    if user.is_none() || !folder.ancestors().skip(1).any(closed) {
        return Ok(folder);
    }
    let name: String =
        folder.display().to_string().chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    let elsewhere = Path::new("/var/tmp").join(format!("samen-leren{name}"));
    fs::create_dir_all(&elsewhere)?;
    // Anybody may make folders in there: only one that is ours, and no link to somewhere else, is taken.
    let there = fs::symlink_metadata(&elsewhere)?;
    if !there.is_dir() || (there.uid() != 0 && user.is_none_or(|user| user.uid != there.uid())) {
        bail!("{} belongs to somebody else: remove it", elsewhere.display());
    }
    Ok(elsewhere)
}

/// Sockets need a short path: 107 bytes is all the kernel allows.
fn socket_folder(folder: &Path) -> anyhow::Result<PathBuf> {
    let beside = folder.join("s");
    let sockets = if beside.as_os_str().len() < 80 {
        beside
    } else {
        std::env::temp_dir().join(format!("sl-{}", uuid::Uuid::now_v7().simple()))
    };
    fs::create_dir_all(&sockets)?;
    fs::set_permissions(&sockets, fs::Permissions::from_mode(0o700))?;
    Ok(sockets)
}

/// The folder of `initdb` and its kin.
pub fn find_binaries() -> anyhow::Result<PathBuf> {
    let named = std::env::var_os("POSTGRES_BIN").map(PathBuf::from);
    let on_path =
        std::env::var_os("PATH").into_iter().flat_map(|path| std::env::split_paths(&path).collect::<Vec<_>>());
    let mut packaged: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .map(|versions| versions.flatten().map(|version| version.path().join("bin")).collect())
        .unwrap_or_default();
    packaged.sort();
    named
        .into_iter()
        .chain(packaged.into_iter().rev())
        .chain(on_path)
        .find(|bin| bin.join("initdb").exists() && bin.join("pg_ctl").exists())
        .context("PostgreSQL's server programs are not on this machine: run this through `make`, or set POSTGRES_BIN")
}
