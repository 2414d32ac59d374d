//! A photo as a phone writes it, in as few bytes as browsers would take for a picture.

use exif::experimental::Writer;
use exif::{Field, In, Rational, Tag, Value};

/// A JPEG of 3 by 2 pixels that lies on its side and says where, when and by which camera it was taken, in words that
/// stand nowhere else: `TELLTALE`.
pub fn photo() -> Vec<u8> {
    let field = |tag, value| Field { tag, ifd_num: In::PRIMARY, value };
    let text = |text: &str| Value::Ascii(vec![text.as_bytes().to_vec()]);
    let degrees = [35, 41, 22].map(|num| Rational { num, denom: 1 }).to_vec();
    let fields = [
        field(Tag::Orientation, Value::Short(vec![6])),
        field(Tag::Model, text("TELLTALE 13")),
        field(Tag::DateTimeOriginal, text("2026:04:01 TELLTALE")),
        field(Tag::GPSLatitude, Value::Rational(degrees)),
        field(Tag::GPSAreaInformation, Value::Undefined(b"TELLTALE".to_vec(), 0)),
    ];
    let mut writer = Writer::new();
    fields.iter().for_each(|field| writer.push_field(field));
    let mut tiff = std::io::Cursor::new(Vec::new());
    writer.write(&mut tiff, false).unwrap();
    let exif = [b"Exif\0\0".to_vec(), tiff.into_inner()].concat();
    let mut photo = b"\xff\xd8".to_vec();
    let parts: [(u8, &[u8]); 4] = [
        (0xe1, &exif),
        (0xfe, b"TELLTALE"),
        (0xc0, b"\x08\0\x02\0\x03\x01\x01\x11\0"),
        (0xda, b"\x01\x01\0\0\x3f\0"),
    ];
    for (marker, contents) in parts {
        photo.extend([0xff, marker]);
        photo.extend(u16::try_from(contents.len() + 2).unwrap().to_be_bytes());
        photo.extend(contents);
    }
    photo.extend(b"pixels\xff\xd9 TELLTALE");
    photo
}
