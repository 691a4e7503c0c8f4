//! Whether an account number can be right.

/// Whether the check digits of an IBAN are right (ISO 13616: the number, its first four characters moved to the end and
/// its letters counted from 10, leaves 1 when divided by 97). That it has the form of one is the schema's to say.
pub(super) fn is_iban(iban: &str) -> bool {
    let (Some(start), Some(rest)) = (iban.get(..4), iban.get(4..)) else { return false };
    let remainder = rest.chars().chain(start.chars()).try_fold(0, |remainder: u32, character| {
        let value = character.to_digit(36)?;
        Some((if value < 10 { remainder * 10 } else { remainder * 100 } + value) % 97)
    });
    remainder == Some(1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Published examples of the standard: nobody's accounts.
    const EXAMPLES: [&str; 4] = ["NL91ABNA0417164300", "BE68539007547034", "DE89370400440532013000", "NO9386011117947"];

    #[test]
    fn examples_of_the_standard_are_right_and_half_a_number_is_not() {
        assert!(EXAMPLES.iter().all(|example| is_iban(example)));
        assert!(!is_iban("NL9"));
        assert!(!is_iban("NL91 ABNA 0417 1643 00"));
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_noticed(which in 0..4_usize, place in 8..15_usize, digit in 0..10_u8) {
            let mut typed = EXAMPLES[which].as_bytes().to_vec();
            prop_assume!(typed[place] != b'0' + digit);
            typed[place] = b'0' + digit;
            prop_assert!(!is_iban(std::str::from_utf8(&typed).unwrap()));
        }

        #[test]
        fn two_digits_the_wrong_way_round_are_noticed(which in 0..4_usize, place in 8..14_usize) {
            let mut typed = EXAMPLES[which].as_bytes().to_vec();
            prop_assume!(typed[place] != typed[place + 1]);
            typed.swap(place, place + 1);
            prop_assert!(!is_iban(std::str::from_utf8(&typed).unwrap()));
        }
    }
}
