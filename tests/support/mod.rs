//! What several tests need.

pub mod dump;
