//! Mail: by SMTP in production, as files in a folder while developing.

use std::path::Path;

use anyhow::Context as _;
use lettre::message::header::ContentType;
use lettre::{AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use secrecy::ExposeSecret;

use crate::config::ServiceConfig;

/// Where mails go.
pub enum Mailer {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Folder(AsyncFileTransport<Tokio1Executor>),
}

/// A mail to one person.
pub struct Mail {
    pub to: (String, String),
    pub subject: String,
    pub text: String,
}

impl Mailer {
    pub fn new(config: &ServiceConfig) -> anyhow::Result<Self> {
        match &config.smtp_url {
            Some(url) => {
                let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose_secret())
                    .context("SMTP_URL is not a mail server's address")?;
                // Well below the time that a transaction may stand idle.
                Ok(Self::Smtp(transport.timeout(Some(std::time::Duration::from_secs(8))).build()))
            }
            None => Self::folder(&config.mail_folder),
        }
    }

    fn folder(path: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(path).with_context(|| format!("can't make the mail folder {}", path.display()))?;
        Ok(Self::Folder(AsyncFileTransport::new(path)))
    }

    pub async fn send(&self, from: &str, mail: Mail) -> anyhow::Result<()> {
        let (name, address) = mail.to;
        let message = Message::builder()
            .from(from.parse().context("MAIL_FROM is not an address")?)
            .to(lettre::message::Mailbox::new(Some(name), address.parse()?))
            .subject(mail.subject)
            .header(ContentType::TEXT_PLAIN)
            .body(mail.text)?;
        match self {
            Self::Smtp(transport) => transport.send(message).await.map(|_| ()).context("the mail server refused"),
            Self::Folder(transport) => transport.send(message).await.map(|_| ()).context("the mail was not written"),
        }
    }
}
