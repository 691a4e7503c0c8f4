# shellcheck shell=bash
# Sourced by the other scripts: puts something on the machine with the system's own package manager, asking for
# nothing. Standard output belongs to the script that sources this (ensure-postgres prints a path on it), so everything
# said here goes to standard error.

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

package_manager() {
  local name
  # brew is last: it can be installed on a Linux that has a package manager of its own.
  for name in apt-get dnf apk pacman brew; do
    if have "$name"; then printf '%s\n' "$name"; return; fi
  done
  return 1
}

may_be_root() { [ "$(id -u)" -eq 0 ] || { have sudo && sudo -n true 2>/dev/null; }; }

# Runs one command as root. Only after may_be_root has said yes, so that sudo can never stop to ask for a password.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@" >&2; else sudo -n "$@" >&2; fi
}

# install_command MANAGER PACKAGE...: the command as a person would type it, for the one line we leave behind when we
# may not run it ourselves.
install_command() {
  local manager=$1; shift
  case $manager in
    apt-get) printf 'sudo apt-get update && sudo apt-get install -y %s' "$*" ;;
    dnf) printf 'sudo dnf install -y %s' "$*" ;;
    apk) printf 'sudo apk add %s' "$*" ;;
    pacman) printf 'sudo pacman -Sy --needed --noconfirm %s' "$*" ;;
    brew) printf 'brew install %s' "$*" ;;
  esac
}

apt_install() {
  # A lock timeout, because a fresh machine is often still busy with its own first updates.
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=120 install --no-install-recommends "$@"
}

apt_update() {
  # A broken third-party source must not stop us when the package itself can be had, so this only warns.
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=120 update ||
    say "warning: apt-get update failed; trying to install with the lists that are there"
}

# install_packages WHAT MANAGER=PACKAGES...: installs WHAT. MANAGER is one of the names above ('apt-get=a b').
# A function before_apt_install, when the caller has defined one, runs between update and install.
install_packages() {
  local what=$1 manager packages='' pair
  shift
  manager=$(package_manager) || die "$what is missing and there is no package manager here that this project knows: install $what by hand."
  for pair in "$@"; do
    if [ "${pair%%=*}" = "$manager" ]; then packages=${pair#*=}; fi
  done
  [ -n "$packages" ] || die "$what is missing and cannot be installed with $manager: install $what by hand."

  local -a list
  read -r -a list <<<"$packages"

  # brew refuses to run as root; all others need it.
  if [ "$manager" != brew ] && ! may_be_root; then
    die "$what is missing and this account may not install it; run: $(install_command "$manager" "${list[@]}")"
  fi

  say "installing $what ($manager: $packages)"
  case $manager in
    apt-get)
      apt_update
      if declare -F before_apt_install >/dev/null; then before_apt_install; fi
      apt_install "${list[@]}"
      ;;
    dnf) as_root dnf install -y "${list[@]}" ;;
    apk) as_root apk add "${list[@]}" ;;
    pacman) as_root pacman -Sy --needed --noconfirm "${list[@]}" ;;
    brew) brew install "${list[@]}" >&2 ;;
  esac || die "installing $what failed (see above); by hand: $(install_command "$manager" "${list[@]}")"
}
