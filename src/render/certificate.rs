//! The certificate: an empty form, which the record's script fills in when the course is done.

use serde::Serialize;

use super::holes::Hole;
use super::writer::Writer;
use crate::text::PageId;

/// What `record/certificate/view.html` sees.
#[derive(Serialize)]
struct CertificateView {
    /// Of its heading.
    level: u8,
    course: CertifiedCourse,
    /// The page on which the learner sees what is still to be done.
    record: String,
}

#[derive(Serialize)]
struct CertifiedCourse {
    title: String,
    edition: String,
}

impl Writer<'_> {
    /// The certificate as HTML.
    pub(super) fn certificate(&mut self) -> String {
        self.parts.features.extend(["certificate", "progress"]);
        let book = &self.renderer.course.book;
        let view = CertificateView {
            level: self.level_below(),
            course: CertifiedCourse { title: book.title.clone(), edition: book.edition.clone() },
            record: self.holes.leave(Hole::Page(PageId::Record, None)),
        };
        self.renderer.templates.render("record/certificate/view.html", &view, &mut self.diagnostics)
    }
}
