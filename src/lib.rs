//! Terakoya turns Markdown lessons and YAML quizzes into a self-contained HTML course.
//!
//! A build is one pure function cut into four named values, `Sources → Course → Pages → Site`; read
//! [`pipeline`] first. `docs/architecture.md` says what lives in each module, what does not, and which
//! test holds each invariant.

pub mod cli;
pub mod course;
pub mod diagnostics;
pub mod embedded;
pub mod gallery;
pub mod manual;
pub mod memo;
pub mod output;
pub mod package;
pub mod pipeline;
pub mod questions;
pub mod quiz;
pub mod render;
pub mod scaffold;
pub mod schema;
pub mod serve;
pub mod site;
pub mod source;
pub mod syntax;
pub mod text;
pub mod theme;
