//! The `terakoya` command. Everything it does lives in the library; this file hands over the process.

use std::process::ExitCode;

fn main() -> ExitCode {
    terakoya::cli::main()
}
