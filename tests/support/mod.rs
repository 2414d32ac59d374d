//! What several tests need.

#[allow(dead_code, reason = "not every test needs every helper")]
pub mod dump;
#[allow(dead_code, reason = "not every test needs every helper")]
pub mod golden;
#[allow(dead_code, reason = "not every test needs every helper")]
pub mod memory;
#[allow(dead_code, reason = "not every test needs every helper")]
pub mod walk;
