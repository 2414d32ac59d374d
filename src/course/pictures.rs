//! What is to be said of pictures that a course shows, besides whether they can be shown: what they told of their makers,
//! and how heavy they are. Of those that lie in the folder unused nothing is said, since nobody gets them.

use std::collections::BTreeSet;

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::say;
use crate::source::{File, Look, Place, SourcePath, Sources};

/// What is too much for a picture that a phone loads, in bytes.
const LARGE: u64 = 1_000_000;

/// Tells of the files that the course uses.
pub fn tell(used: &BTreeSet<&SourcePath>, sources: &Sources, diagnostics: &mut Diagnostics) {
    for path in used {
        let (length, removed) = match sources.file(path) {
            Some(File::Media { length, look: Look::Picture { removed, .. }, .. }) => (*length, Some(removed)),
            Some(File::Text { text, .. }) if path.extension() == "svg" => (text.len() as u64, None),
            _ => continue,
        };
        if let Some(removed) = removed.filter(|removed| !removed.is_empty()) {
            let what = removed.list();
            let (ja, en) = (what.ja, what.en);
            let message = say!(
                "画像「{path}」に記録が入っていました: {ja}。教材からは取り除いてあります。",
                "The picture {path} held notes: {en}. They are taken out of the course."
            );
            diagnostics.push(Diagnostic::new(Code::PictureMetadata, Place::file(path), message).help(say!(
                "元のファイルには残っています。人に渡す前に消します。この知らせを止めるには、book.toml の [check] に picture-metadata = \"off\" と書きます。",
                "Your own file still holds them: remove them before you pass it on. To hear no more of it, write picture-metadata = \"off\" in [check] of book.toml."
            )));
        }
        if length > LARGE {
            let megabytes = format!("{:.1}", length as f64 / 1e6);
            let message = say!(
                "画像「{path}」は {megabytes} MBあります。スマートフォンでは、表示に時間がかかります。",
                "The picture {path} has {megabytes} MB, which takes a phone long to load."
            );
            diagnostics.push(Diagnostic::new(Code::LargePicture, Place::file(path), message).help(say!(
                "「フォト」や「プレビュー」などで横1600ピクセルくらいに縮小し、写真ならJPEGかWebPで保存し直します。",
                "Make it about 1600 pixels wide in your photo program, and save a photo as JPEG or WebP."
            )));
        }
    }
}
