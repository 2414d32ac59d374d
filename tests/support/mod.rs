//! What several tests need.

#[allow(dead_code, reason = "not every test needs every helper")]
pub mod course;
#[allow(dead_code, reason = "not every test needs every helper")]
pub mod dump;
#[allow(dead_code, reason = "not every test needs every helper")]
pub mod project;
#[allow(dead_code, reason = "not every test needs every helper")]
pub mod walk;
