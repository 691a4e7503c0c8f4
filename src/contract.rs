//! The contract of this program: the document that its code publishes, and what requests are judged by, made from it.
//! It is the same for the whole process and takes a while to make, so it is made once.

use std::sync::{Arc, OnceLock};

use crate::app::{UNPUBLISHED, whole_document};
use crate::http::openapi::publish;
use crate::http::{PathTable, Schemas};

/// What this program promises its callers.
pub struct Contract {
    /// By which bodies and queries are judged.
    pub schemas: Schemas,
    /// Which operations there are.
    pub paths: PathTable,
    json: OnceLock<String>,
    yaml: OnceLock<String>,
}

impl Contract {
    /// The contract, made when it is first asked for.
    pub fn get() -> anyhow::Result<Arc<Self>> {
        static MADE: OnceLock<Arc<Contract>> = OnceLock::new();
        if let Some(made) = MADE.get() {
            return Ok(Arc::clone(made));
        }
        let made = Arc::new(Self::make()?);
        Ok(Arc::clone(MADE.get_or_init(|| made)))
    }

    fn make() -> anyhow::Result<Self> {
        let (schemas, paths) = aside(|| {
            let whole = whole_document()?;
            Ok((Schemas::new(&whole)?, PathTable::new(&whole, UNPUBLISHED)?))
        })?;
        Ok(Self { schemas, paths, json: OnceLock::new(), yaml: OnceLock::new() })
    }

    /// The published document, made when it is first asked for: most processes are never asked.
    pub fn json(&self) -> &str {
        self.json.get_or_init(|| {
            let made = aside(|| Ok(serde_json::to_string_pretty(&publish(&whole_document()?))? + "\n"));
            // The same was made without a fault when the process began.
            made.unwrap_or_default()
        })
    }

    /// The published document as YAML, made when it is first asked for.
    pub fn yaml(&self) -> &str {
        self.yaml.get_or_init(|| {
            let document: serde_json::Value = serde_json::from_str(self.json()).unwrap_or_default();
            yaml_serde::to_string(&document).unwrap_or_default()
        })
    }
}

/// Work that needs much memory for a moment: on a thread of its own, so that the memory goes when the thread does and is
/// not left between what the others keep.
fn aside<T: Send>(work: impl FnOnce() -> anyhow::Result<T> + Send) -> anyhow::Result<T> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().spawn_scoped(scope, work)?;
        thread.join().unwrap_or_else(|_| anyhow::bail!("the document can't be made"))
    })
}
