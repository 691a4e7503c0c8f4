//! Where the database is, and whether it is reached through TLS. The address is libpq's: `sslmode` and `sslrootcert` mean
//! here what they mean there, or more.

use std::sync::Arc;

use anyhow::{Context as _, bail, ensure};
use tokio_postgres::Config;
use tokio_postgres::config::{SslMode, TargetSessionAttrs};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use url::Url;

use super::urls;

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
        let mut url = Url::parse(address).context("the database address is not a postgres:// URL")?;
        let (mut mode, mut authorities) = (None, None);
        let mut rest = Vec::new();
        for (key, value) in url.query_pairs().map(urls::own) {
            match key.as_str() {
                "sslmode" => mode = Some(value),
                "sslrootcert" => authorities = Some(value).filter(|file| file != "system"),
                _ => rest.push((key, value)),
            }
        }
        urls::set_query(&mut url, &rest);
        let tls = match mode.as_deref() {
            Some("require" | "verify-ca" | "verify-full") => Some(connector(authorities.as_deref())?),
            None | Some("disable" | "allow" | "prefer") => None,
            Some(other) => bail!("sslmode={other} is not known: verify-full, or disable"),
        };
        let mut config: Config = url.as_str().parse().context("the database address is not a postgres:// URL")?;
        ensure!(config.get_hostaddrs().is_empty(), "hostaddr is not supported in the database address: name the host");
        ensure!(
            config.get_target_session_attrs() == TargetSessionAttrs::Any,
            "target_session_attrs is not supported in the database address: name the server that writes"
        );
        // TLS lies below what this library sees.
        config.ssl_mode(SslMode::Disable);
        Ok(Self { config, tls })
    }
}

fn connector(authorities: Option<&str>) -> anyhow::Result<TlsConnector> {
    let mut roots = RootCertStore::empty();
    match authorities {
        None => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
        Some(file) => {
            let unreadable = || format!("sslrootcert: {file} can't be read as certificates in PEM");
            for certificate in CertificateDer::pem_file_iter(file).with_context(unreadable)? {
                roots.add(certificate.with_context(unreadable)?).with_context(unreadable)?;
            }
            ensure!(!roots.is_empty(), "sslrootcert: there is no certificate in {file}");
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
        for (query, tls) in [
            ("", false),
            ("sslmode=disable", false),
            ("sslmode=prefer", false),
            ("sslmode=require", true),
            ("sslmode=verify-full", true),
            ("sslmode=verify-full&sslrootcert=system", true),
        ] {
            let address = Address::parse(&format!("postgres://door@db.example/samen?{query}")).unwrap();
            assert_eq!(address.tls.is_some(), tls, "{query}");
            assert_eq!(address.config.get_dbname(), Some("samen"), "{query}");
        }
        assert!(refusal("sslmode=sometimes").contains("sslmode=sometimes"));
        assert!(refusal("sslmode=require&sslrootcert=/nowhere.pem").contains("/nowhere.pem"));
        assert!(refusal("hostaddr=127.0.0.1").contains("hostaddr"));
        assert!(refusal("target_session_attrs=read-write").contains("target_session_attrs"));
    }
}
