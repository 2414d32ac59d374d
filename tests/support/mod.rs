//! What several tests need.
#![allow(dead_code, reason = "not every test needs every helper")]
#![allow(clippy::disallowed_methods, reason = "suites, manuals and small projects are files")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

pub mod dump;
pub mod golden;
pub mod manual;
pub mod memory;
pub mod project;
pub mod suite;
pub mod walk;
