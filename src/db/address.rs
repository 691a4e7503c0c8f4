//! Where the database is, and whether it is reached through TLS. The address is libpq's, and so are `sslmode` and
//! `sslrootcert` in it; whoever asks for TLS gets it with a certificate that was verified.

use std::sync::Arc;

use anyhow::{Context as _, bail, ensure};
use percent_encoding::percent_decode_str;
use tokio_postgres::Config;
use tokio_postgres::config::{ChannelBinding, SslMode, TargetSessionAttrs};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// A database address, understood.
pub(super) struct Address {
    pub config: Config,
    /// What speaks TLS with a host that is reached by TCP.
    pub tls: Option<TlsConnector>,
}

impl Address {
    /// `sslmode=require`, `verify-ca` and `verify-full` all mean TLS with a certificate that is for the host of the address
    /// and goes back to an authority in the file `sslrootcert`, or without one to a well-known authority. Any other mode means
    /// no TLS.
    pub(super) fn parse(address: &str) -> anyhow::Result<Self> {
        let (place, query) = address.split_once('?').unwrap_or((address, ""));
        let (mut mode, mut authorities, mut rest) = (None, None, Vec::new());
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (known, value) = match pair.split_once('=') {
                Some(("sslmode", value)) => (&mut mode, value),
                Some(("sslrootcert", value)) => (&mut authorities, value),
                _ => {
                    rest.push(pair);
                    continue;
                }
            };
            let value = percent_decode_str(value).decode_utf8().context("the database address is not UTF-8")?;
            ensure!(known.replace(value).is_none(), "the database address says {pair} beside another of its kind");
        }
        let mut config: Config = format!("{place}?{}", rest.join("&"))
            .trim_end_matches('?')
            .parse()
            .context("the database address is not good")?;
        ensure!(config.get_hostaddrs().is_empty(), "hostaddr is not supported in the database address: name the host");
        ensure!(
            config.get_target_session_attrs() == TargetSessionAttrs::Any,
            "target_session_attrs is not supported in the database address: name the server that writes"
        );
        ensure!(
            config.get_channel_binding() != ChannelBinding::Require,
            "channel_binding=require is not supported in the database address"
        );
        let tls = match mode.as_deref() {
            Some("require" | "verify-ca" | "verify-full") => Some(connector(authorities.as_deref())?),
            // Also said in the form `host=… sslmode=require`.
            None if config.get_ssl_mode() == SslMode::Require => Some(connector(None)?),
            None | Some("disable" | "allow" | "prefer") => {
                ensure!(
                    authorities.is_none(),
                    "sslrootcert in the database address needs sslmode=verify-full beside it"
                );
                None
            }
            Some(other) => bail!("sslmode={other} in the database address is unknown; use verify-full or disable"),
        };
        // TLS lies below what this library sees.
        config.ssl_mode(SslMode::Disable);
        Ok(Self { config, tls })
    }
}

fn connector(authorities: Option<&str>) -> anyhow::Result<TlsConnector> {
    let mut roots = RootCertStore::empty();
    match authorities.filter(|file| *file != "system") {
        None => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
        Some(file) => {
            let certificates = CertificateDer::pem_file_iter(file).and_then(Iterator::collect::<Result<Vec<_>, _>>);
            let certificates = certificates.with_context(|| format!("sslrootcert: {file} can't be read as PEM"))?;
            let (usable, _) = roots.add_parsable_certificates(certificates);
            ensure!(usable > 0, "sslrootcert: there is no certificate in {file} that can be used");
        }
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(query: &str) -> String {
        Address::parse(&format!("postgres://db.example/samen?{query}")).err().map(|error| format!("{error:#}")).unwrap()
    }

    #[test]
    fn the_words_of_libpq_are_understood_or_refused() {
        for (address, tls) in [
            ("postgres://door@db.example/samen", false),
            ("postgres://door@db.example/samen?sslmode=disable", false),
            ("postgres://door@db.example/samen?sslmode=prefer", false),
            ("postgres://door@db.example/samen?sslmode=require", true),
            ("postgres://door@db.example/samen?sslmode=verify-full&application_name=door", true),
            ("postgres://door@db.example/samen?sslmode=verify-full&sslrootcert=system", true),
            ("host=db.example user=door dbname=samen sslmode=require", true),
            ("postgres://door@[::1]:6000/samen", false),
            ("postgres://door@a.example:1,b.example:2/samen?sslmode=verify-full", true),
            ("postgres:///samen?host=/run/postgresql&user=door", false),
        ] {
            let Address { config, tls: found } = Address::parse(address).unwrap();
            assert_eq!(found.is_some(), tls, "{address}");
            assert_eq!((config.get_dbname(), config.get_user()), (Some("samen"), Some("door")), "{address}");
        }
        let password = Address::parse("postgres:///samen?password=a+b%20c&host=/run").unwrap();
        assert_eq!(password.config.get_password(), Some(&b"a+b c"[..]));
    }

    #[test]
    fn what_would_go_in_the_clear_unnoticed_is_refused() {
        for (query, why) in [
            ("sslmode=sometimes", "sslmode=sometimes"),
            ("sslrootcert=/etc/ca.pem", "needs sslmode=verify-full"),
            ("sslrootcert=system", "needs sslmode=verify-full"),
            ("sslmode=verify-full&sslmode=disable", "sslmode=disable beside another"),
            ("sslmode=require&sslrootcert=/nowhere.pem", "/nowhere.pem"),
            ("hostaddr=127.0.0.1", "hostaddr"),
            ("target_session_attrs=read-write", "target_session_attrs"),
            ("channel_binding=require", "channel_binding"),
        ] {
            assert!(refusal(query).contains(why), "{query}: {}", refusal(query));
        }
    }
}
