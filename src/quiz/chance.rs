//! Chance that can be repeated: the same seed gives the same draw, here and in learners' browsers.
//!
//! The generator is xoshiro128** 1.1 (Blackman and Vigna, <https://prng.di.unimi.it/xoshiro128starstar.c>): 32-bit
//! arithmetic, which JavaScript does exactly. It decides which questions are drawn and in which order things stand;
//! it protects nothing. Its twin is `exam/draw.js`; `expected/draw.json` holds both to the same numbers.

use crate::source::Sha256;

/// What an attempt's chances follow from: 128 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seed([u32; 4]);

impl Seed {
    /// Reads 32 hexadecimal digits, as attempts are named; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 32 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        Some(Self::new(u128::from_str_radix(text, 16).ok()?))
    }

    /// The seed that any text stands for: 32 hexadecimal digits are one, and of another text it is the first 128
    /// bits of SHA-256 of its UTF-8.
    pub fn of(text: &str) -> Self {
        Self::parse(text).unwrap_or_else(|| {
            let bits = Sha256::of(text.as_bytes())
                .iter()
                .take(16)
                .fold(0, |bits, byte| bits << 8 | u128::from(*byte));
            Self::new(bits)
        })
    }

    fn new(number: u128) -> Self {
        let word = |at: u32| u32::try_from(number >> (96 - 32 * at) & 0xffff_ffff).unwrap_or(0);
        Self([word(0), word(1), word(2), word(3)])
    }
}

/// A stream of numbers.
#[derive(Debug, Clone)]
pub struct Chance([u32; 4]);

impl Chance {
    /// The stream called `purpose` of this seed, so that what is drawn for one thing does not hang on another:
    /// word *i* of the state is word *i* of the seed XOR the 32-bit FNV-1a hash of the byte *i* and the name.
    pub fn new(seed: Seed, purpose: &str) -> Self {
        let mut state = seed.0;
        for (word, at) in state.iter_mut().zip(0_u8..) {
            let bytes = std::iter::once(at).chain(purpose.bytes());
            *word ^=
                bytes.fold(0x811c_9dc5, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        }
        // The one state that the generator never leaves.
        if state == [0; 4] {
            state = [1, 0, 0, 0];
        }
        Self(state)
    }

    /// The next 32 bits.
    pub fn number(&mut self) -> u32 {
        let [mut s0, mut s1, mut s2, mut s3] = self.0;
        let result = s1.wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let shifted = s1 << 9;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= shifted;
        s3 = s3.rotate_left(11);
        self.0 = [s0, s1, s2, s3];
        result
    }

    /// A number below `bound`, each as likely as any other; 0 for 0. Numbers of the last, incomplete run are
    /// thrown away, so that none is favoured.
    pub fn below(&mut self, bound: u32) -> u32 {
        if bound == 0 {
            return 0;
        }
        let runs = (1_u64 << 32) / u64::from(bound) * u64::from(bound);
        loop {
            let number = self.number();
            if u64::from(number) < runs {
                return number % bound;
            }
        }
    }

    /// Shuffles in place: Fisher–Yates as Durstenfeld wrote it, from the end.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            let bound = u32::try_from(at + 1).unwrap_or(u32::MAX);
            let other = usize::try_from(self.below(bound)).unwrap_or(0);
            items.swap(at, other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers that other implementations publish for the state 1, 2, 3, 4.
    #[test]
    fn the_generator_is_the_published_one() {
        let mut chance = Chance([1, 2, 3, 4]);
        let published = [
            11520,
            0,
            5_927_040,
            70_819_200,
            2_031_721_883,
            1_637_235_492,
            1_287_239_034,
            3_734_860_849,
            3_729_100_597,
            4_258_142_804,
        ];
        for number in published {
            assert_eq!(chance.number(), number);
        }
    }

    #[test]
    fn seeds_are_the_names_of_attempts() {
        assert_eq!(Seed::parse("00000001000000020000000300000004"), Some(Seed([1, 2, 3, 4])));
        for bad in ["", "1", "0000000100000002000000030000000g", "+0000001000000020000000300000004"] {
            assert_eq!(Seed::parse(bad), None, "{bad}");
        }
        assert_eq!(Seed::of("00000001000000020000000300000004"), Seed([1, 2, 3, 4]));
        // The start of SHA-256 of "abc", as FIPS 180-4 has it.
        assert_eq!(Seed::of("abc"), Seed([0xba78_16bf, 0x8f01_cfea, 0x4141_40de, 0x5dae_2223]));
    }
}
