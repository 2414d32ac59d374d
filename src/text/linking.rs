//! Links and pictures: what a relative path or an anchor leads to, and what was probably meant where it leads
//! nowhere.

use super::link::{Typed, sort};
use super::resolve::Resolver;
use super::{MediaFile, PageId, Picture, Target};
use crate::diagnostics::{Code, Diagnostic};
use crate::say;
use crate::source::{Excerpt, Place, SourcePath};
use crate::syntax::fields::nearest;
use crate::syntax::tree::{WrittenImage, WrittenLink};

/// Extensions of files that a learner may open: browsers show or save them, and run nothing in them.
const LINKABLE: [&str; 25] = [
    "pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "txt", "csv", "png", "jpg", "jpeg", "gif", "webp",
    "avif", "bmp", "svg", "mp3", "m4a", "ogg", "wav", "mp4", "webm", "vtt", "zip",
];

fn bad_picture(file: &SourcePath, (ja, en): (&str, &str), place: &Place) -> Diagnostic {
    let message = say!("画像「{file}」は使えません。{ja}。", "The picture {file} cannot be used: {en}.");
    Diagnostic::new(Code::BadImage, place.clone(), message).help(say!(
        "画像のソフトで開いて書き出し直すか、PNGやJPEGの画像に変えます。",
        "Export it again from a drawing program, or use a PNG or JPEG picture instead."
    ))
}

impl Resolver<'_> {
    pub(super) fn link(&mut self, link: &WrittenLink, path: &SourcePath) -> Option<Target> {
        let place = Place::new(path, link.span);
        match sort(&link.target) {
            Typed::External(address) => Some(Target::External(address)),
            Typed::Refused(scheme) => {
                let start = if scheme == "//" { scheme } else { format!("{scheme}:") };
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::UnsafeLink,
                        place,
                        say!("「{start}」で始まるリンクは使えません。", "Links that start with \"{start}\" cannot be used."),
                    )
                    .help(say!(
                        "https:// か mailto: か tel: で始まるリンク、またはこのコースのファイルへのリンクにします。",
                        "Use a link that starts with https://, mailto: or tel:, or a file of this course."
                    )),
                );
                None
            }
            Typed::Here(anchor) => {
                self.anchor(self.page.clone(), Some(anchor), &place).and_then(|target| match target {
                    Target::Page(_, Some(anchor)) => Some(Target::Here(anchor)),
                    _ => None,
                })
            }
            Typed::Path(relative, anchor) => self.path(&relative, anchor, path, &place),
        }
    }

    /// Resolves a relative path that leads to a page or to another file of the course.
    fn path(
        &mut self,
        relative: &str,
        anchor: Option<String>,
        from: &SourcePath,
        place: &Place,
    ) -> Option<Target> {
        let Some(file) = from.resolve(relative) else {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::BrokenLink,
                    place.clone(),
                    say!(
                        "「{relative}」はコースのフォルダーの外を指しています。",
                        "\"{relative}\" leads out of the course's folder."
                    ),
                )
                .help(say!(
                    "ファイルをコースのフォルダーの中に写して、そこへのリンクにします。",
                    "Copy the file into the course's folder and link to it there."
                )),
            );
            return None;
        };
        if self.index.page(&file).is_some() {
            return self.anchor(file, anchor, place);
        }
        if self.index.media(&file).is_some() {
            return self.file(file, place).map(Target::File);
        }
        let message =
            say!("リンク先の「{relative}」が見つかりません。", "There is no \"{relative}\" to link to.");
        let diagnostic = Diagnostic::new(Code::BrokenLink, place.clone(), message);
        if relative.starts_with("www.") {
            self.diagnostics.push(
                diagnostic
                    .help(say!(
                        "ウェブのアドレスは https:// から書きます。",
                        "An address of the web starts with https://."
                    ))
                    .correct(format!("https://{relative}")),
            );
            return None;
        }
        let all = self.index.all();
        let known = all.pages.files.keys().chain(all.media.keys()).map(SourcePath::as_str);
        self.diagnostics.push(suggest_path(diagnostic, relative, &file, known, from));
        None
    }

    /// Checks that a file of the course can be opened by itself. The browser runs what it opens, so there is a list
    /// of what shows and does nothing.
    pub(super) fn file(&mut self, file: SourcePath, place: &Place) -> Option<SourcePath> {
        if let Some(MediaFile::BadPicture(ja, en)) = self.index.media(&file) {
            self.diagnostics.push(bad_picture(&file, (ja, en), place));
            return None;
        }
        if LINKABLE.contains(&file.extension().as_str()) {
            return Some(file);
        }
        let name = file.file_name();
        self.diagnostics.push(
            Diagnostic::new(
                Code::UnsafeLink,
                place.clone(),
                say!(
                    "「{name}」のような形式のファイルは、開くと動くものがあるので、リンクにできません。",
                    "There can be no link to \"{name}\": files of this format may run something when they are opened."
                ),
            )
            .help(say!(
                "PDFにするか、ZIPにまとめて、そこへリンクします。使える形式: {}",
                "Make it a PDF, or put it into a ZIP, and link to that. Formats that can be used: {}",
                LINKABLE.join(" ")
            )),
        );
        None
    }

    /// Checks the anchor on a page that exists; without a known anchor, the link still leads to the page.
    pub(super) fn anchor(
        &mut self,
        file: SourcePath,
        anchor: Option<String>,
        place: &Place,
    ) -> Option<Target> {
        let (page, draft) = self.index.page(&file)?;
        if draft && file != *self.page {
            let message = say!(
                "リンク先の「{file}」はまだ下書きなので、リンクにしません。",
                "{file} is still a draft, so there is no link to it."
            );
            self.diagnostics.push(Diagnostic::new(Code::DraftLink, place.clone(), message).help(say!(
                "リンク先を書き終えたら、そのファイルの draft: true の行を消します。",
                "When that page is finished, remove the line draft: true from it."
            )));
            return None;
        }
        let Some(anchor) = anchor else { return Some(Target::Page(page.clone(), None)) };
        if self.index.has_anchor(&file, &anchor) {
            return Some(Target::Page(page.clone(), Some(anchor)));
        }
        let mut diagnostic = Diagnostic::new(
            Code::MissingAnchor,
            place.clone(),
            say!(
                "「{file}」に「#{anchor}」という節はありません。",
                "There is no section \"#{anchor}\" in {file}."
            ),
        );
        if let Some(near) = nearest(&anchor, self.index.anchors(&file)) {
            diagnostic = diagnostic
                .help(say!("「#{near}」のことですか。", "Did you mean \"#{near}\"?"))
                .instead(format!("#{anchor}"), format!("#{near}"));
        } else {
            diagnostic = diagnostic.help(say!(
                "見出しの終わりに {{#{anchor}}} と書くと、この名前でリンクできます。",
                "Write {{#{anchor}}} at the end of the heading to give it this name."
            ));
        }
        self.diagnostics.push(diagnostic);
        Some(Target::Page(page.clone(), None))
    }

    /// The page that a data file names, as `see` does.
    pub fn see(&mut self, written: &Excerpt) -> Option<Target> {
        let link = WrittenLink {
            target: written.text.trim().to_owned(),
            title: String::new(),
            span: written.whole().span,
        };
        self.link(&link, &written.path)
    }

    /// The picture that a data file names, seen from that file. It says nothing yet to those who cannot see it.
    pub fn picture_named(&mut self, written: &Excerpt) -> Option<Picture> {
        self.picture(written.text.trim(), &written.path, &written.whole())
    }

    /// The title of a page; empty for one without a file.
    pub fn page_title(&mut self, page: &PageId) -> String {
        self.index.title(page).unwrap_or_default().to_owned()
    }

    pub(super) fn image(&mut self, image: &WrittenImage, path: &SourcePath) -> Option<Picture> {
        let place = Place::new(path, image.span);
        let picture = self.picture(&image.target, path, &place)?;
        if image.alt.trim().is_empty() {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::MissingAlt,
                    place,
                    say!("画像に代替テキストがありません。", "The picture has no alternative text."),
                )
                .help(say!(
                    "[ ] の中に、画像が見えない人に伝えたいことを書きます。飾りの画像なら ::figure{{src=\"{0}\" alt=\"\" decorative=true}} と書きます。",
                    "Write between [ ] what the picture says to those who cannot see it. Mere decoration is ::figure{{src=\"{0}\" alt=\"\" decorative=true}}.",
                    image.target
                ))
                .instead("![]", "![…]"),
            );
        }
        Some(Picture { alt: image.alt.trim().to_owned(), ..picture })
    }

    /// Finds a picture by its relative path.
    pub(super) fn picture(&mut self, target: &str, path: &SourcePath, place: &Place) -> Option<Picture> {
        let relative = match sort(target) {
            Typed::Path(relative, _) => relative,
            _ => {
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::MissingImage,
                        place.clone(),
                        say!("画像「{target}」は、このコースのファイルではありません。", "The picture \"{target}\" is not a file of this course."),
                    )
                    .help(say!(
                        "画像をコースのフォルダーに入れて、そのファイル名を書きます（インターネットから読み込むことはできません）。",
                        "Put the picture into the course's folder and write its file name; nothing is loaded from the internet."
                    )),
                );
                return None;
            }
        };
        let file = path.resolve(&relative);
        match file.as_ref().and_then(|file| Some((file, self.index.media(file)?))) {
            Some((file, MediaFile::Picture(width, height))) => {
                Some(Picture { file: file.clone(), width: *width, height: *height, alt: String::new() })
            }
            Some((file, MediaFile::BadPicture(ja, en))) => {
                self.diagnostics.push(bad_picture(file, (ja, en), place));
                None
            }
            Some((file, MediaFile::Other)) => {
                let message = say!("「{file}」は画像ではありません。", "{file} is not a picture.");
                self.diagnostics.push(Diagnostic::new(Code::BadImage, place.clone(), message).help(say!(
                    "開いてもらうファイルなら、初めの「!」を消してリンクにします。",
                    "For a file that learners open, remove the \"!\" and make it a link."
                )));
                None
            }
            None => {
                let message = say!("画像「{target}」が見つかりません。", "There is no picture \"{target}\".");
                let mut diagnostic = Diagnostic::new(Code::MissingImage, place.clone(), message);
                if let Some(file) = &file {
                    diagnostic = suggest_path(
                        diagnostic,
                        target,
                        file,
                        self.index.all().media.keys().map(SourcePath::as_str),
                        path,
                    );
                }
                self.diagnostics.push(diagnostic);
                None
            }
        }
    }
}

/// Adds the path that was probably meant, as one would write it in `from`.
fn suggest_path<'p>(
    diagnostic: Diagnostic,
    typed: &str,
    wanted: &SourcePath,
    known: impl Iterator<Item = &'p str>,
    from: &SourcePath,
) -> Diagnostic {
    let known: Vec<&str> = known.collect();
    // Folders are long and often the same, so what counts is the name; that in the right folder comes first.
    let name = |path: &&str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let names: Vec<String> = known.iter().map(name).collect();
    let near = nearest(wanted.file_name(), names.iter().map(String::as_str));
    let folder = wanted.parent();
    let near = near.and_then(|near| {
        let named = || known.iter().filter(|path| name(path) == near);
        let beside = named().find(|path| path.rsplit_once('/').is_some_and(|(at, _)| at == folder.as_str()));
        beside.or_else(|| named().next())
    });
    match near {
        Some(near) => {
            let near = relative(near, from);
            diagnostic.help(say!("「{near}」のことですか。", "Did you mean \"{near}\"?")).instead(typed, near)
        }
        None => diagnostic.help(say!(
            "ファイル名と、このファイルから見たフォルダーの位置を確かめます。",
            "Check the file's name and where it lies, seen from this file."
        )),
    }
}

/// `path` as one writes it in a link of the file `from`.
pub(super) fn relative(path: &str, from: &SourcePath) -> String {
    crate::source::relative(from.as_str(), path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggested_paths_are_relative_to_the_file() {
        let from = SourcePath::new("content/01-a/03-b.md").unwrap();
        assert_eq!(relative("content/images/x.svg", &from), "../images/x.svg");
        assert_eq!(relative("content/01-a/04-c.md", &from), "04-c.md");
    }
}
