//! The names of pages: what stands in addresses, and the ids that learners' records hang on.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::lesson::Face;
use super::outline::{self, Outline};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::say;
use crate::source::{Place, SourcePath, Span};
use crate::text::PageId;

/// Gives every page its slugs, and reports names that cannot be used or stand twice.
pub(super) fn name_pages(
    outline: &Outline,
    pages: &BTreeMap<&SourcePath, &Face>,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<SourcePath, PageId> {
    let mut named = BTreeMap::new();
    let mut taken: BTreeMap<String, SourcePath> = BTreeMap::new();
    let mut ids: BTreeMap<String, Place> = BTreeMap::new();
    if let Some(home) = &outline.home {
        named.insert(home.clone(), PageId::Home);
    }
    for part in &outline.parts {
        let opening = part.opening.as_ref().and_then(|path| pages.get(path));
        let anchor = part.opening.as_ref().or(part.lessons.first());
        let Some(anchor) = anchor else { continue };
        let part_slug = match opening.and_then(|face| face.slug.clone()) {
            Some(slug) => slug,
            None => outline::without_prefix(&part.folder).to_owned(),
        };
        if !part.folder.is_empty() {
            check_slug(&part_slug, anchor, Named::Folder, diagnostics);
        }
        let part_slug: Arc<str> = part_slug.into();
        if let Some(path) = &part.opening {
            let page = PageId::Part(Arc::clone(&part_slug));
            check_taken(&page, path, &mut taken, diagnostics);
            named.insert(path.clone(), page);
        }
        for path in &part.lessons {
            let Some(face) = pages.get(path) else { continue };
            let slug = face.slug.as_deref().unwrap_or_else(|| outline::without_prefix(path.file_name()));
            check_slug(slug, path, Named::File, diagnostics);
            let page = PageId::Lesson(Arc::clone(&part_slug), slug.into());
            check_taken(&page, path, &mut taken, diagnostics);
            let (id, place) = face.id(&page, path);
            // Two ids that follow from the same address are one mistake.
            let is_written = |place: &Place| place.span != Span::default();
            if let Some(first) = ids.get(&id).filter(|first| is_written(first) || is_written(&place)) {
                diagnostics.push(
                    Diagnostic::new(
                        Code::Duplicate,
                        place.clone(),
                        say!(
                            "レッスンの id「{id}」が2回使われています。",
                            "The lesson id \"{id}\" is used twice."
                        ),
                    )
                    .help(say!("どちらかの id を変えます。", "Change one of the ids."))
                    .related(first.clone(), say!("1つめはここです。", "The first one is here.")),
                );
            }
            ids.entry(id).or_insert(place);
            named.insert(path.clone(), page);
        }
    }
    named
}

/// Whether every system can have a file or a folder of that name.
pub fn is_portable(name: &str) -> bool {
    is_plain(name) && !is_reserved(name)
}

/// Whether a part or a lesson can have the slug: on every system, and beside the course's own pages.
pub fn is_usable_slug(slug: &str) -> bool {
    is_portable(slug) && !OWN.contains(&slug.to_lowercase().as_str())
}

/// The names of the course's own pages and folders.
const OWN: [&str; 14] = [
    "index", "contents", "glossary", "sources", "record", "practice", "search", "settings", "about", "print",
    "store", "assets", "media", "check",
];

/// ASCII, so that old unzip programs and servers keep it.
fn is_plain(slug: &str) -> bool {
    // A folder `a.html` would stand where the page `a` does.
    !slug.is_empty()
        && !slug.to_ascii_lowercase().ends_with(".html")
        && slug.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

/// Whether Windows cannot have a file of that name.
fn is_reserved(slug: &str) -> bool {
    let stem = slug.split('.').next().unwrap_or(slug).to_ascii_uppercase();
    let numbered = |device: &str| {
        stem.strip_prefix(device)
            .is_some_and(|rest| rest.len() == 1 && rest.chars().all(|c| c.is_ascii_digit()))
    };
    ["CON", "PRN", "AUX", "NUL"].contains(&stem.as_str())
        || numbered("COM")
        || numbered("LPT")
        || slug.starts_with('.')
        || slug.ends_with('.')
        || slug.len() > 80
}

/// What has a name that stands in addresses.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Named {
    File,
    Folder,
}

/// Names that stand in addresses: ASCII, so that old unzip programs and servers keep them, and none that
/// Windows reserves.
fn check_slug(slug: &str, path: &SourcePath, named: Named, diagnostics: &mut Diagnostics) {
    let message = if !is_plain(slug) {
        let (ja, en) = match named {
            Named::File => ("ファイル名の", "the file's name"),
            Named::Folder => ("フォルダー名の", "the folder's name"),
        };
        say!(
            "{ja}「{slug}」は、ページのアドレスに使えません。",
            "\"{slug}\" in {en} cannot be used in an address."
        )
    } else if is_reserved(slug) {
        say!("「{slug}」はWindowsで使えない名前です。", "\"{slug}\" is a name that Windows cannot use.")
    } else {
        return;
    };
    diagnostics.push(
        Diagnostic::new(Code::BadName, Place::file(path), message)
            .help(match named {
                Named::File => say!(
                    "ファイル名を半角の英数字にするか、ファイルの初めに slug を書きます。",
                    "Name the file in ASCII letters and digits, or write a slug at the start of the file."
                ),
                Named::Folder => say!(
                    "フォルダー名を半角の英数字にするか、その中の index.md の初めに slug を書きます。",
                    "Name the folder in ASCII letters and digits, or write a slug at the start of its index.md."
                ),
            })
            .correct("---\nslug: my-lesson\n---"),
    );
}

/// Reports a page whose address another one has, in whatever case: Windows does not tell them apart.
fn check_taken(
    page: &PageId,
    path: &SourcePath,
    taken: &mut BTreeMap<String, SourcePath>,
    diagnostics: &mut Diagnostics,
) {
    let address = page.to_string().to_lowercase();
    let message = if OWN.contains(&address.as_str())
        || OWN.iter().any(|own| address.starts_with(&format!("{own}/")))
        || address.ends_with("/print")
    {
        say!(
            "「{address}」は、コースが自分のページに使う名前です。",
            "\"{address}\" is a name that the course itself uses."
        )
    } else if let Some(first) = taken.get(&address) {
        say!("アドレスが「{first}」と同じになります。", "The address is the same as that of {first}.")
    } else {
        taken.insert(address, path.clone());
        return;
    };
    diagnostics.push(
        Diagnostic::new(Code::Duplicate, Place::file(path), message)
            .help(say!("ファイル名か slug を変えます。", "Change the file's name or its slug.")),
    );
}
