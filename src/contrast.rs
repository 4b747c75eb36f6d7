//! Colours, changed only so far that they can be told apart (WCAG 2.2, 1.4.3 and 1.4.11).

use std::fmt;
use std::str::FromStr;

use crate::id::Malformed;

/// What WCAG asks of text.
pub const TEXT: f64 = 4.5;
/// What it asks of shapes that mean something.
pub const SHAPE: f64 = 3.0;

/// A colour in sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rgb(pub [u8; 3]);

impl Rgb {
    /// White.
    pub const WHITE: Self = Self([255; 3]);
    /// Black.
    pub const BLACK: Self = Self([0; 3]);

    /// How well two colours can be told apart, from 1 to 21: <https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// <https://www.w3.org/TR/WCAG22/#dfn-relative-luminance>
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        };
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// White if it can be read on this colour, else black, which then can.
    pub fn ink(self) -> Self {
        if self.contrast(Self::WHITE) >= TEXT {
            Self::WHITE
        } else {
            Self::BLACK
        }
    }

    /// The colour, darkened or lightened only so far that it stands out from the one behind it.
    pub fn stand_out(self, behind: Self, ratio: f64) -> Self {
        const STEPS: u32 = 20;
        let ink = behind.ink();
        let mixed = |step| self.mix(ink, f64::from(step) / f64::from(STEPS));
        let enough = |color: &Self| color.contrast(behind) >= ratio;
        (0..=STEPS).map(mixed).find(enough).unwrap_or(ink)
    }

    /// A colour on the way to another, by the share of that.
    fn mix(self, other: Self, share: f64) -> Self {
        let mut mixed = self.0;
        for (part, towards) in mixed.iter_mut().zip(other.0) {
            let (from, to) = (f64::from(*part), f64::from(towards));
            *part = (from + (to - from) * share).round() as u8;
        }
        Self(mixed)
    }
}

impl FromStr for Rgb {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let malformed = Malformed("a colour such as #2b4fd3");
        let digits = text.strip_prefix('#').ok_or(malformed)?;
        if digits.len() != 6 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(malformed);
        }
        let number = u32::from_str_radix(digits, 16).map_err(|_| malformed)?;
        let [_, red, green, blue] = number.to_be_bytes();
        Ok(Self([red, green, blue]))
    }
}

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rgb(text: &str) -> Rgb {
        text.parse().unwrap()
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        for (a, b, ratio) in [
            ("#000000", "#ffffff", 21.0),
            ("#777777", "#ffffff", 4.48),
            ("#2b4fd3", "#ffffff", 6.64),
            ("#ff0000", "#0000ff", 2.15),
        ] {
            let contrast = rgb(a).contrast(rgb(b));
            assert!((contrast - ratio).abs() < 0.01, "{a} {b}: {contrast}");
            assert_eq!(contrast, rgb(b).contrast(rgb(a)));
        }
    }

    #[test]
    fn a_colour_that_stands_out_is_left_as_it_is() {
        let accent = rgb("#0a7d5a");
        assert_eq!(accent.stand_out(Rgb::WHITE, SHAPE), accent);
        assert_eq!(accent.to_string(), "#0a7d5a");
    }

    #[test]
    fn only_six_digits_are_a_colour() {
        for text in [
            "", "#", "0a7d5a", "#fff", "#0a7d5g", "#+a7d5a", "#0a7d5a0", "#é7d5",
        ] {
            assert!(text.parse::<Rgb>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn whatever_the_accent_it_is_seen_and_what_is_written_on_it_is_read(
            accent in any::<[u8; 3]>(), surface in any::<[u8; 3]>(),
        ) {
            let surface = Rgb(surface);
            let accent = Rgb(accent).stand_out(surface, SHAPE);
            prop_assert!(accent.contrast(surface) >= SHAPE);
            prop_assert!(accent.contrast(accent.ink()) >= TEXT);
        }
    }
}
