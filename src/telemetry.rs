//! Logs and measurements of a process. Both are set up once; asking again changes nothing, so that tests in one
//! process can each start a server.

use std::io::IsTerminal;
use std::sync::OnceLock;
use std::time::Duration;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

/// The upper bounds of the classes that response times are counted in, in seconds.
const SECONDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];
/// How often samples are gathered into their classes, so that they do not pile up when nobody asks for them.
const GATHERING: Duration = Duration::from_secs(10);

/// Starts the log on standard error: lines for people, or JSON for machines. `RUST_LOG` says what is logged; `info`
/// when it is absent.
pub fn init_logs(json: bool) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    let started = if json {
        log.json().flatten_event(true).with_span_list(false).try_init()
    } else {
        log.with_target(false).try_init()
    };
    if let Err(error) = started {
        tracing::debug!(%error, "the log was started before");
    }
}

/// The measurements of this process; the first call starts measuring.
pub fn metrics() -> PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE.get_or_init(start).clone()
}

fn start() -> PrometheusHandle {
    let name = Matcher::Full("http_request_seconds".into());
    let builder = PrometheusBuilder::new().set_buckets_for_metric(name, &SECONDS).unwrap_or_default();
    let recorder = builder.build_recorder();
    let handle = recorder.handle();
    if let Err(error) = metrics::set_global_recorder(recorder) {
        tracing::warn!(%error, "something else measures already; /metrics stays empty");
    }
    let gathered = handle.clone();
    let gather = move || loop {
        std::thread::sleep(GATHERING);
        gathered.run_upkeep();
    };
    if let Err(error) = std::thread::Builder::new().name("metrics".into()).spawn(gather) {
        tracing::warn!(%error, "measurements are gathered only when they are asked for");
    }
    handle
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_measured_can_be_read_in_classes() {
        let handle = super::metrics();
        metrics::histogram!("http_request_seconds", "operation" => "test").record(0.003);
        let text = super::metrics().render();
        assert!(text.contains(r#"http_request_seconds_bucket{operation="test",le="0.005"} 1"#), "{text}");
        drop(handle);
    }
}
