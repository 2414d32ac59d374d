//! Files that hold what is expected. With `TERAKOYA_ACCEPT=1` they are written anew; reading the difference is
//! then your job.

use std::fs;
use std::path::Path;

/// Compares `actual` with the file at `path`, below the crate's folder.
pub fn compare(path: &str, actual: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("TERAKOYA_ACCEPT").is_some() {
        fs::create_dir_all(file.parent().expect("a folder")).expect("the folder can be made");
        fs::write(&file, actual).expect("the file can be written");
        return;
    }
    let expected = fs::read_to_string(&file).unwrap_or_default();
    if expected != actual {
        let line = expected.lines().zip(actual.lines()).position(|(expected, actual)| expected != actual);
        let line = line.unwrap_or_else(|| expected.lines().count().min(actual.lines().count()));
        panic!(
            "{path} differs from line {}:\n  expected: {}\n  actual:   {}\nTERAKOYA_ACCEPT=1 writes it anew.",
            line + 1,
            expected.lines().nth(line).unwrap_or("(end)"),
            actual.lines().nth(line).unwrap_or("(end)"),
        );
    }
}
