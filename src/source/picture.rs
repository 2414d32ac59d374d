//! Pictures as learners get them: with every pixel, and without what the camera wrote beside the pixels.
//!
//! A photo from a phone says where it was taken, when, and by which camera, often with a small copy of itself and a
//! film behind its end. Everybody who has the course has that too. So of JPEG, PNG and WebP only those parts are kept
//! that say how the picture looks: pixels, colours (the ICC profile) and, where browsers heed it, which side is up. What is kept is copied byte
//! for byte, so nothing is compressed again. Parts that are not known go as well: nobody can say what is in them.
//!
//! Pure: bytes in, bytes out, and what was in the rest. Who is told, and how, is decided elsewhere.

use std::io::Read;

use exif::{Context, Exif, In, Tag, Value};
use img_parts::jpeg::{Jpeg, JpegSegment, markers};
use img_parts::png::{Png, PngChunk};
use img_parts::riff::RiffContent;
use img_parts::webp::{self, WebP};
use img_parts::{Bytes, Error, ImageEXIF};

use crate::diagnostics::Said;

/// The largest picture that is cleaned, in bytes: it is held in memory meanwhile.
pub const MAX_PICTURE: u64 = 64 << 20;

/// Formats of which every part is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Jpeg,
    Png,
    Webp,
}

/// What is to be seen of a file that is no text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub enum Look {
    /// No picture: a film, a sound, a document.
    #[default]
    None,
    /// A picture that browsers show.
    Picture {
        /// Width in CSS pixels, as it is seen.
        width: u32,
        /// Height in CSS pixels, as it is seen.
        height: u32,
        /// What was taken out of it.
        removed: Removed,
    },
    /// A picture that cannot be used.
    Unusable(Fault),
}

/// Why a picture cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// Its parts do not fit together.
    Damaged,
    /// It ends too early.
    CutOff,
    /// It is larger than [`MAX_PICTURE`].
    TooLarge,
    /// Browsers do not show this format, whatever the file is called.
    Foreign(&'static str),
    /// It says more than it shows, in a format of which that cannot be taken out.
    Marked,
}

/// What a picture said about itself and its maker.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Removed {
    /// Where it was taken.
    pub place: bool,
    /// Maker and model of the camera, as they stand there.
    pub camera: Option<String>,
    /// The number of the camera or the lens.
    pub serial: bool,
    /// When it was taken.
    pub time: bool,
    /// Who made or owns it, and what was written about it.
    pub names: bool,
    /// A small copy of it, which may still show what was cut away.
    pub thumbnail: bool,
    /// Words of programs for pictures (XMP, IPTC), comments, notes of where it comes from.
    pub notes: bool,
    /// Something behind its end: a film, further pictures, the part that was cut away.
    pub behind: bool,
    /// Something that could not be read.
    pub unread: bool,
}

impl Removed {
    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What it was, as a list in a sentence.
    pub fn list(&self) -> Said {
        let (mut ja, mut en) = (Vec::new(), Vec::new());
        let mut add = |there: bool, in_ja: &str, in_en: &str| {
            if there {
                ja.push(in_ja.to_owned());
                en.push(in_en.to_owned());
            }
        };
        add(self.place, "撮影した場所（位置情報）", "where it was taken");
        if let Some(camera) = &self.camera {
            add(true, &format!("カメラの機種（{camera}）"), &format!("the camera ({camera})"));
        }
        add(self.serial, "カメラの製造番号", "the camera's serial number");
        add(self.time, "撮影した日時", "when it was taken");
        add(self.names, "作者・持ち主の名前や説明", "names or a description");
        add(self.thumbnail, "縮小した写し", "a small copy");
        add(
            self.notes,
            "ソフトが書いた記録（XMP・IPTC・コメントなど）",
            "notes of programs (XMP, IPTC, comments)",
        );
        add(self.behind, "画像の終わりの後ろのデータ", "data behind its end");
        add(self.unread, "読み取れない記録", "notes that cannot be read");
        Said { ja: ja.join("、"), en: en.join(", ") }
    }
}

/// A picture without what is not seen.
#[derive(Debug)]
pub(super) struct Cleaned {
    pub(super) bytes: Vec<u8>,
    pub(super) removed: Removed,
    /// Whether it is stored lying on its side, and shown upright.
    pub(super) turned: bool,
}

/// Takes out of a picture what is not seen.
pub(super) fn clean(format: Format, bytes: Vec<u8>) -> Result<Cleaned, Fault> {
    let bytes = Bytes::from(bytes);
    let cleaned = match format {
        Format::Jpeg => jpeg(bytes),
        Format::Png => png(bytes),
        Format::Webp => webp(bytes),
    };
    cleaned.map_err(|error| match error {
        Error::Truncated => Fault::CutOff,
        _ => Fault::Damaged,
    })
}

/// Whether a picture in AVIF holds notes beside its pixels. They lie among its parts by their distance from the
/// beginning, so nothing can be taken out of it without writing it anew.
pub(super) fn is_marked_avif(file: impl Read) -> bool {
    let mut head = Vec::new();
    // The list of all parts stands before them.
    if file.take(1 << 16).read_to_end(&mut head).is_err() {
        return false;
    }
    [&b"infe"[..], b"Exif"].iter().all(|mark| contains(&head, mark))
        || contains(&head, b"application/rdf+xml")
}

fn contains(bytes: &[u8], mark: &[u8]) -> bool {
    bytes.windows(mark.len()).any(|window| window == mark)
}

/// What is known of a picture while its parts are looked at.
#[derive(Default)]
struct Notes {
    removed: Removed,
    /// Which side is up: 1 for the first line, as in EXIF.
    orientation: u8,
}

impl Notes {
    /// EXIF: one small TIFF file with nothing but tags.
    fn exif(&mut self, tiff: &[u8]) {
        let read = exif::Reader::new()
            .continue_on_error(true)
            .read_raw(tiff.to_vec())
            .or_else(|error| error.distill_partial_result(|_| ()));
        let Ok(exif) = read else {
            self.removed.unread = true;
            return;
        };
        if let Some(up @ 1..=8) =
            exif.get_field(Tag::Orientation, In::PRIMARY).and_then(|field| field.value.get_uint(0))
        {
            self.orientation = u8::try_from(up).unwrap_or_default();
        }
        let removed = &mut self.removed;
        let has =
            |tags: &[Tag]| exif.fields().any(|field| tags.contains(&field.tag) && is_said(&field.value));
        removed.place |=
            exif.fields().any(|field| field.tag.context() == Context::Gps && field.tag != Tag::GPSVersionID);
        let camera = [Tag::Make, Tag::Model].map(|tag| words(&exif, tag));
        removed.camera = removed.camera.take().or_else(|| match camera {
            // Many write their name into both.
            [Some(maker), Some(model)] if !model.starts_with(&maker) => Some(format!("{maker} {model}")),
            [maker, model] => model.or(maker),
        });
        removed.serial |= has(&[Tag::BodySerialNumber, Tag::LensSerialNumber]);
        removed.time |= has(&[Tag::DateTimeOriginal, Tag::DateTimeDigitized, Tag::DateTime]);
        removed.names |= has(&[
            Tag::Artist,
            Tag::Copyright,
            Tag::CameraOwnerName,
            Tag::ImageDescription,
            Tag::UserComment,
            // What Windows writes: title, comment, author, keywords, subject.
            Tag(Context::Tiff, 0x9c9b),
            Tag(Context::Tiff, 0x9c9c),
            Tag(Context::Tiff, 0x9c9d),
            Tag(Context::Tiff, 0x9c9e),
            Tag(Context::Tiff, 0x9c9f),
        ]);
        removed.thumbnail |= exif.get_field(Tag::JPEGInterchangeFormat, In::THUMBNAIL).is_some();
    }

    /// Any other note.
    fn note(&mut self, bytes: &[u8]) {
        self.removed.notes = true;
        self.removed.place |= contains(bytes, b"GPSLatitude");
    }

    /// EXIF that says which side is up and nothing else; `None` where that is the first line anyway.
    fn upright(&self) -> Option<Bytes> {
        (2..=8).contains(&self.orientation).then(|| {
            // One entry: tag 0x0112, a short, one of them.
            let mut tiff = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0".to_vec();
            if let Some(up) = tiff.get_mut(19) {
                *up = self.orientation;
            }
            tiff.into()
        })
    }

    fn finish(self, bytes: Vec<u8>) -> Cleaned {
        Cleaned { bytes, turned: self.orientation >= 5, removed: self.removed }
    }
}

/// Whether a tag says anything: cameras fill some with blanks.
fn is_said(value: &Value) -> bool {
    match value {
        Value::Ascii(texts) => texts.iter().flatten().any(|byte| byte.is_ascii_graphic() || !byte.is_ascii()),
        Value::Byte(bytes) | Value::Undefined(bytes, _) => bytes.iter().any(|byte| byte.is_ascii_graphic()),
        _ => true,
    }
}

/// The words of a tag, fit for a message: one line, not long.
fn words(exif: &Exif, tag: Tag) -> Option<String> {
    let Value::Ascii(texts) = &exif.get_field(tag, In::PRIMARY)?.value else { return None };
    let text = String::from_utf8_lossy(texts.first()?);
    let plain: String = text.chars().filter(|c| !super::is_unwanted(*c) && *c != '\n').take(60).collect();
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    (!plain.is_empty()).then_some(plain)
}

const XMP: &[u8] = b"http://ns.adobe.com/";
const EXIF: &[u8] = b"Exif\0\0";

fn jpeg(bytes: Bytes) -> Result<Cleaned, Error> {
    let picture = Jpeg::from_bytes(bytes.clone())?;
    let mut notes = Notes::default();
    // Which side is up is found first: it takes the place of the first of all notes.
    let exifs = picture.segments().iter().filter(|segment| segment.marker() == markers::APP1);
    for tiff in exifs.filter_map(|segment| segment.contents().strip_prefix(EXIF)) {
        notes.exif(tiff);
    }
    let mut out = vec![markers::P, markers::SOI];
    let upright = notes.upright().map(|tiff| [EXIF, &tiff].concat());
    let jfif = picture.segments().iter().take_while(|segment| segment.marker() == markers::APP0).count();
    for (at, segment) in picture.segments().iter().enumerate() {
        if at == jfif {
            upright.iter().for_each(|exif| push_segment(&mut out, markers::APP1, exif));
        }
        match kept(segment) {
            Some(contents) => push_segment(&mut out, segment.marker(), &contents),
            None => noted(segment.marker(), segment.contents(), &mut notes),
        }
        if segment.marker() == markers::SOS {
            // All that is left of the file.
            let pixels = bytes.len().saturating_sub(segment.len_with_entropy() - segment.len());
            let rest = scans(bytes.get(pixels..).unwrap_or_default(), &mut out, &mut notes)?;
            notes.removed.behind |= is_something(rest);
            return Ok(notes.finish(out));
        }
    }
    // No pixels.
    Err(Error::Truncated)
}

/// Zeros fill up what a card or a program gives at least.
fn is_something(rest: &[u8]) -> bool {
    rest.iter().any(|byte| *byte != 0)
}

/// What is kept of a part of a JPEG; `None` for one that goes.
fn kept(segment: &JpegSegment) -> Option<Vec<u8>> {
    let contents = segment.contents();
    match segment.marker() {
        // Behind the resolution there may be a small copy.
        markers::APP0 if contents.starts_with(b"JFIF\0") => {
            Some([contents.get(..12)?, [0, 0].as_slice()].concat())
        }
        markers::APP2 if contents.starts_with(b"ICC_PROFILE\0") => Some(contents.to_vec()),
        // In which colours it is stored.
        markers::APP14 if contents.starts_with(b"Adobe") => Some(contents.get(..12)?.to_vec()),
        marker if is_drawn(marker) => Some(contents.to_vec()),
        _ => None,
    }
}

/// Whether a part of a JPEG says how it is drawn: tables, frames, scans.
fn is_drawn(marker: u8) -> bool {
    matches!(marker, markers::SOF0..=markers::SOF15 | markers::SOS..=markers::EXP)
}

/// Takes note of a part of a JPEG that goes.
fn noted(marker: u8, contents: &[u8], notes: &mut Notes) {
    match marker {
        markers::APP1 if contents.starts_with(EXIF) => {}
        // A small copy beside the resolution.
        markers::APP0 => notes.removed.thumbnail |= contents.starts_with(b"JFXX"),
        // Where further pictures lie behind the end, which is told if there are any.
        markers::APP2 if contents.starts_with(b"MPF\0") => {}
        markers::APP14 => {}
        markers::APP1 if contents.starts_with(XMP) => notes.note(contents),
        _ if contents.is_empty() => {}
        _ => notes.note(contents),
    }
}

fn push_segment(out: &mut Vec<u8>, marker: u8, contents: &[u8]) {
    out.extend([markers::P, marker]);
    out.extend(u16::try_from(contents.len() + 2).unwrap_or(u16::MAX).to_be_bytes());
    out.extend(contents);
}

/// Copies the scans of a JPEG, which may have tables and notes between them, up to its end. Gives what is behind that.
fn scans<'d>(data: &'d [u8], out: &mut Vec<u8>, notes: &mut Notes) -> Result<&'d [u8], Error> {
    let (mut copied, mut at) = (0, 0);
    let mut copy = |from: usize, to: usize| out.extend(data.get(from..to).unwrap_or_default());
    loop {
        at += data
            .get(at..)
            .and_then(|rest| rest.iter().position(|byte| *byte == markers::P))
            .ok_or(Error::Truncated)?;
        match *data.get(at + 1).ok_or(Error::Truncated)? {
            markers::EOI => {
                copy(copied, at + 2);
                return Ok(data.get(at + 2..).unwrap_or_default());
            }
            // Any number of these may stand before a marker.
            markers::P => at += 1,
            marker if is_drawn(marker) || marker >= markers::APP0 => {
                let length = data.get(at + 2..at + 4).ok_or(Error::Truncated)?;
                let end = at + 2 + length.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
                let contents = data.get(at + 4..end).ok_or(Error::Truncated)?;
                if !is_drawn(marker) {
                    copy(copied, at);
                    copied = end;
                    noted(marker, contents, notes);
                }
                at = end;
            }
            // A byte of the data that only looks like a marker, or a place to start again from.
            _ => at += 2,
        }
    }
}

/// Parts of a PNG besides the necessary ones that say how it looks.
const PNG_KEPT: [&[u8; 4]; 16] = [
    b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"mDCV", b"cLLI", b"sBIT", b"bKGD", b"hIST",
    b"pHYs", b"sPLT", b"acTL", b"fcTL", b"fdAT",
];

fn png(bytes: Bytes) -> Result<Cleaned, Error> {
    let length = bytes.len();
    let mut picture = Png::from_bytes(bytes.clone())?;
    let mut notes = Notes::default();
    if picture.chunks().last().is_none_or(|chunk| chunk.kind() != *b"IEND") {
        return Err(Error::Truncated);
    }
    // A picture that was cut and saved over itself still has the rest of its larger self here.
    notes.removed.behind = bytes.get(picture.len()..length).is_some_and(is_something);
    picture.chunks_mut().retain(|chunk| {
        let [first, ..] = chunk.kind();
        let kept = first.is_ascii_uppercase() || PNG_KEPT.contains(&&chunk.kind());
        match &chunk.kind() {
            _ if kept => {}
            b"eXIf" => notes.exif(chunk.contents()),
            // Which program wrote it, and when, tells nothing of anybody.
            b"tIME" => {}
            b"tEXt" | b"iTXt" if chunk.contents().starts_with(b"Software\0") => {}
            _ => notes.note(chunk.contents()),
        }
        kept
    });
    if let Some(tiff) = notes.upright() {
        let before_pixels = picture.chunks().iter().position(|chunk| chunk.kind() == *b"IDAT").unwrap_or(0);
        picture.chunks_mut().insert(before_pixels, PngChunk::new(*b"eXIf", tiff));
    }
    Ok(notes.finish(picture.encoder().bytes().to_vec()))
}

fn webp(bytes: Bytes) -> Result<Cleaned, Error> {
    let length = bytes.len();
    let mut picture = WebP::from_bytes(bytes.clone())?;
    let mut notes = Notes::default();
    notes.removed.behind =
        bytes.get(usize::try_from(picture.len()).unwrap_or(length)..).is_some_and(is_something);
    if let Some(tiff) = picture.exif() {
        notes.exif(&tiff);
    } else if picture.has_chunk(webp::CHUNK_EXIF) {
        notes.removed.unread = true;
    }
    picture.chunks_mut().retain(|chunk| {
        let kept = matches!(
            chunk.id(),
            webp::CHUNK_VP8
                | webp::CHUNK_VP8L
                | webp::CHUNK_VP8X
                | webp::CHUNK_ALPH
                | webp::CHUNK_ANIM
                | webp::CHUNK_ANMF
                | webp::CHUNK_ICCP
        );
        if !kept && chunk.id() != webp::CHUNK_EXIF {
            notes.note(chunk.content().data().map(|data| &**data).unwrap_or_default());
        }
        kept
    });
    // Browsers do not turn a WebP whatever its notes say, so nothing of them is needed.
    notes.orientation = 0;
    for chunk in picture.chunks_mut().iter_mut().filter(|chunk| chunk.id() == webp::CHUNK_VP8X) {
        if let RiffContent::Data(data) = chunk.content_mut() {
            let mut header = data.to_vec();
            if let Some(flags) = header.first_mut() {
                // That there are EXIF and XMP.
                *flags &= !0b1100;
            }
            *data = header.into();
        }
    }
    Ok(notes.finish(picture.encoder().bytes().to_vec()))
}

#[cfg(test)]
mod tests {
    use exif::{Field, Rational};
    use proptest::prelude::*;

    use super::*;
    use img_parts::riff::RiffChunk;

    /// What a phone writes: place, camera, time, a small copy, and that the picture lies on its side.
    fn phone(orientation: u16) -> Vec<u8> {
        let text = |tag, text: &str| Field {
            tag,
            ifd_num: In::PRIMARY,
            value: Value::Ascii(vec![text.as_bytes().to_vec()]),
        };
        let degrees = [35, 41, 22].map(|num| Rational { num, denom: 1 }).to_vec();
        let fields = [
            Field { tag: Tag::Orientation, ifd_num: In::PRIMARY, value: Value::Short(vec![orientation]) },
            text(Tag::Make, "Canon"),
            text(Tag::Model, "Canon EOS R8"),
            text(Tag::DateTimeOriginal, "2026:04:01 09:00:00"),
            text(Tag::Artist, "SECRETARTIST"),
            Field { tag: Tag::GPSLatitude, ifd_num: In::PRIMARY, value: Value::Rational(degrees) },
        ];
        let mut writer = exif::experimental::Writer::new();
        fields.iter().for_each(|field| writer.push_field(field));
        let thumbnail = b"\xff\xd8SECRETTHUMB\xff\xd9";
        writer.set_jpeg(thumbnail, In::THUMBNAIL);
        let mut tiff = std::io::Cursor::new(Vec::new());
        writer.write(&mut tiff, false).unwrap();
        tiff.into_inner()
    }

    fn part(marker: u8, contents: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        push_segment(&mut out, marker, contents);
        out
    }

    /// A JPEG in two scans, with notes wherever there may be some.
    fn photo(exif: &[u8]) -> Vec<u8> {
        let frame = b"\x08\0\x02\0\x03\x01\x11\0\x01";
        [
            b"\xff\xd8".to_vec(),
            part(markers::APP0, b"JFIF\0\x01\x02\x01\0\x48\0\x48\x01\x01SEC"),
            part(markers::APP1, &[EXIF, exif].concat()),
            part(markers::APP1, b"http://ns.adobe.com/xap/1.0/\0<x>SECRETXMP</x>"),
            part(markers::APP2, b"ICC_PROFILE\0\x01\x01colours"),
            part(markers::APP13, b"Photoshop 3.0\0SECRETIPTC"),
            part(markers::COM, b"SECRETCOMMENT"),
            part(markers::APP14, b"Adobe\0\x64\0\0\0\0\x01"),
            part(markers::DQT, b"table"),
            part(markers::SOF2, frame),
            part(markers::SOS, b"one"),
            b"pixels\xff\0\xff\xd0more\xff\xff".to_vec(),
            part(markers::COM, b"SECRETBETWEEN"),
            part(markers::DHT, b"codes"),
            part(markers::SOS, b"two"),
            b"last\xff\xd9".to_vec(),
            b"\0\0\xff\xd8SECRETFILM".to_vec(),
        ]
        .concat()
    }

    fn png_of(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
        let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
        for (kind, contents) in chunks {
            let chunk = PngChunk::new(**kind, Bytes::copy_from_slice(contents));
            out.extend(chunk.encoder().bytes());
        }
        out
    }

    fn webp_of(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
        let chunks = chunks.iter().map(|(id, data)| {
            let data = RiffContent::Data(Bytes::copy_from_slice(data));
            RiffChunk::new(**id, data)
        });
        let content = RiffContent::List { kind: Some(*b"WEBP"), subchunks: chunks.collect() };
        RiffChunk::new(*b"RIFF", content).encoder().bytes().to_vec()
    }

    fn secrets(bytes: &[u8]) -> bool {
        ["SECRET", "Canon", "2026:04", "SEC"].iter().any(|secret| contains(bytes, secret.as_bytes()))
    }

    #[test]
    fn of_a_photo_the_pixels_stay_and_what_the_camera_wrote_goes() {
        let cleaned = clean(Format::Jpeg, photo(&phone(6))).unwrap();
        assert!(!secrets(&cleaned.bytes));
        assert!(cleaned.turned);
        let told = Removed {
            place: true,
            camera: Some("Canon EOS R8".into()),
            time: true,
            names: true,
            thumbnail: true,
            notes: true,
            behind: true,
            ..Removed::default()
        };
        assert_eq!(cleaned.removed, told);
        for kept in ["ICC_PROFILE\0\u{1}\u{1}colours", "Adobe", "table", "pixels", "codes", "last"] {
            assert!(contains(&cleaned.bytes, kept.as_bytes()), "{kept}");
        }
        assert!(cleaned.bytes.ends_with(b"twolast\xff\xd9"));
        // Which side is up stays, and nothing else of EXIF.
        let again = Jpeg::from_bytes(cleaned.bytes.clone().into()).unwrap();
        let exif = exif::Reader::new().read_raw(again.exif().unwrap().to_vec()).unwrap();
        assert_eq!(
            exif.fields().map(|field| (field.tag, field.value.get_uint(0))).collect::<Vec<_>>(),
            [(Tag::Orientation, Some(6))]
        );
        // Once clean, a picture is left as it is.
        let twice = clean(Format::Jpeg, cleaned.bytes.clone()).unwrap();
        assert_eq!((twice.bytes, twice.removed), (cleaned.bytes, Removed::default()));
        let upright = clean(Format::Jpeg, photo(&phone(1))).unwrap();
        assert!(!upright.turned && !contains(&upright.bytes, b"Exif"));
    }

    #[test]
    fn of_a_png_what_says_how_it_looks_stays() {
        let exif = phone(8);
        let mut bytes = png_of(&[
            (b"IHDR", b"\0\0\0\x03\0\0\0\x02\x08\x06\0\0\0"),
            (b"iCCP", b"colours"),
            (b"pHYs", b"123456789"),
            (b"tEXt", b"Software\0screenshot"),
            (b"tIME", b"1234567"),
            (b"IDAT", b"pixels"),
            (b"eXIf", &exif),
            (b"iTXt", b"XML:com.adobe.xmp\0SECRET exif:GPSLatitude"),
            (b"zzZz", b"SECRET"),
            (b"IEND", b""),
        ]);
        bytes.extend(b"SECRET rest of a larger picture");
        let cleaned = clean(Format::Png, bytes).unwrap();
        assert!(!secrets(&cleaned.bytes) && cleaned.turned);
        assert!(cleaned.removed.place && cleaned.removed.notes && cleaned.removed.behind);
        let kinds: Vec<_> =
            Png::from_bytes(cleaned.bytes.into()).unwrap().chunks().iter().map(PngChunk::kind).collect();
        assert_eq!(kinds, [*b"IHDR", *b"iCCP", *b"pHYs", *b"eXIf", *b"IDAT", *b"IEND"]);
        let plain = png_of(&[(b"IHDR", b""), (b"IDAT", b"x"), (b"tEXt", b"Software\0x"), (b"IEND", b"")]);
        assert!(clean(Format::Png, plain).unwrap().removed.is_empty());
    }

    #[test]
    fn of_a_webp_what_says_how_it_looks_stays() {
        let head = b"\x2c\0\0\0\x02\0\0\x01\0\0";
        let bytes = webp_of(&[
            (b"VP8X", head),
            (b"ICCP", b"colours"),
            (b"VP8 ", b"pixels"),
            (b"EXIF", &phone(6)),
            (b"XMP ", b"SECRET"),
        ]);
        let cleaned = clean(Format::Webp, bytes).unwrap();
        assert!(!secrets(&cleaned.bytes) && !cleaned.turned);
        assert!(cleaned.removed.place && cleaned.removed.notes);
        let again = WebP::from_bytes(cleaned.bytes.into()).unwrap();
        let ids: Vec<_> = again.chunks().iter().map(RiffChunk::id).collect();
        assert_eq!(ids, [*b"VP8X", *b"ICCP", *b"VP8 "]);
        assert_eq!(again.chunks()[0].content().data().unwrap()[0], 0x20);
        let simple = webp_of(&[(b"VP8L", b"pixels")]);
        assert_eq!(clean(Format::Webp, simple.clone()).unwrap().bytes, simple);
    }

    #[test]
    fn what_is_broken_is_told() {
        let whole = photo(&phone(1));
        for cut in [3, 30, whole.len() - 40] {
            assert_eq!(clean(Format::Jpeg, whole[..cut].to_vec()).unwrap_err(), Fault::CutOff, "{cut}");
        }
        let whole = png_of(&[(b"IHDR", b"123"), (b"IDAT", b"pixels"), (b"IEND", b"")]);
        assert_eq!(clean(Format::Png, whole[..whole.len() - 12].to_vec()).unwrap_err(), Fault::CutOff);
        let mut damaged = whole;
        damaged[17] ^= 1;
        assert_eq!(clean(Format::Png, damaged).unwrap_err(), Fault::Damaged);
        let webp = webp_of(&[(b"VP8 ", b"pixels")]);
        assert_eq!(clean(Format::Webp, webp[..20].to_vec()).unwrap_err(), Fault::CutOff);
        assert!(clean(Format::Jpeg, photo(b"nonsense")).unwrap().removed.unread);
    }

    fn formats() -> [(Format, Vec<u8>); 3] {
        [
            (Format::Jpeg, b"\xff\xd8\xff".to_vec()),
            (Format::Png, b"\x89PNG\r\n\x1a\n".to_vec()),
            (Format::Webp, b"RIFF\x40\0\0\0WEBP".to_vec()),
        ]
    }

    proptest! {
        /// Nothing that is behind a true beginning stops the build.
        #[test]
        fn any_bytes(rest in proptest::collection::vec(any::<u8>(), 0..300)) {
            for (format, head) in formats() {
                let _ = clean(format, [head, rest.clone()].concat());
            }
        }

        /// A true picture with some bytes changed: no panic, and what comes out is clean when it is cleaned again.
        #[test]
        fn almost_pictures(format in 0_usize..3, changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8)) {
            let exif = phone(5);
            let (format, mut bytes) = match format {
                0 => (Format::Jpeg, photo(&exif)),
                1 => (Format::Png, png_of(&[(b"IHDR", b"1234567890123"), (b"eXIf", &exif), (b"IDAT", b"pixels"), (b"IEND", b"")])),
                _ => (Format::Webp, webp_of(&[(b"VP8X", b"\x0c234567890"), (b"VP8 ", b"pixels"), (b"EXIF", &exif)])),
            };
            for (at, byte) in changes {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            if let Ok(cleaned) = clean(format, bytes) {
                let again = clean(format, cleaned.bytes.clone());
                prop_assert!(again.is_ok_and(|again| again.bytes == cleaned.bytes));
            }
        }
    }
}
