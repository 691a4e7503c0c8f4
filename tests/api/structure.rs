//! The house's rules of import, held by reading the `use` lines.

use std::fs;
use std::path::{Path, PathBuf};

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

/// (path below src, code without comments and tests)
fn code() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    sources(&root, &mut found);
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("a file");
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        let lines: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        (path.strip_prefix(&root).expect("below src").display().to_string(), lines.join("\n"))
    };
    found.into_iter().map(read).collect()
}

fn broken(rule: impl Fn(&str, &str) -> bool) -> Vec<String> {
    code().into_iter().filter(|(path, text)| !rule(path, text)).map(|(path, _)| path).collect()
}

fn feature(path: &str) -> Option<&str> {
    path.strip_prefix("features/")?.split('/').next()
}

fn is(path: &str, kind: &str) -> bool {
    path.ends_with(&format!("/{kind}.rs")) || path.contains(&format!("/{kind}/"))
}

#[test]
fn mechanisms_know_no_feature() {
    let mechanism = |path: &str| ["db/", "http/", "problem/", "identity/"].iter().any(|start| path.starts_with(start));
    assert_eq!(broken(|path, text| !mechanism(path) || !text.contains("crate::features")), Vec::<String>::new());
}

#[test]
fn only_stores_hold_sql() {
    let sql = |text: &str| text.contains("diesel_async") || text.contains("sql_query");
    let allowed = |path: &str| feature(path).is_none() || is(path, "store");
    assert_eq!(broken(|path, text| allowed(path) || !sql(text)), Vec::<String>::new());
}

#[test]
fn nobody_reaches_into_another_features_store() {
    let reaches = |path: &str, text: &str| {
        text.lines().filter_map(|line| line.split_once("crate::features::")).any(|(_, rest)| {
            rest.split("::").nth(1).is_some_and(|part| part.starts_with("store"))
                && rest.split("::").next() != feature(path)
        })
    };
    assert_eq!(broken(|path, text| !reaches(path, text)), Vec::<String>::new());
}

#[test]
fn rules_are_pure() {
    let impure =
        |text: &str| ["diesel_async", "Tx<", "Clock", "async fn", "AppState"].iter().any(|sign| text.contains(sign));
    assert_eq!(broken(|path, text| !is(path, "rules") || !impure(text)), Vec::<String>::new());
}

#[test]
fn every_module_says_what_it_is_for() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    sources(&root, &mut found);
    let silent: Vec<String> = found
        .into_iter()
        .filter(|path| !path.ends_with("schema.rs"))
        .filter(|path| !fs::read_to_string(path).expect("a file").starts_with("//!"))
        .map(|path| path.display().to_string())
        .collect();
    assert_eq!(silent, Vec::<String>::new());
}
