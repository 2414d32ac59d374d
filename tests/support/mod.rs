//! What several tests need.
#![allow(dead_code, reason = "not every test needs every helper")]
#![allow(clippy::disallowed_methods, reason = "tests lay out files and look at what became of them")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail where it stands")]

pub mod asked;
pub mod command;
pub mod course;
pub mod dump;
pub mod golden;
pub mod inspect;
pub mod json;
pub mod manual;
pub mod memory;
pub mod photo;
pub mod project;
pub mod random;
pub mod suite;
pub mod walk;
