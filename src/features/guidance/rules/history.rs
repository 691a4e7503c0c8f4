//! What the moves that were made say of a day: gate G3 judges what is registered late by its own day, not by today's phase.

use chrono::NaiveDate;

use super::facts::Moved;
use crate::features::trajectories::{TrajectoryPhase, TrajectoryStatus};

/// Whether the guidance was completed on a day: from a completion up to the day on which it was reopened.
pub fn was_completed_on(moves: &[Moved], day: NaiveDate) -> bool {
    let mut completions = moves.iter().enumerate().filter(|(_, moved)| moved.to.1 == TrajectoryStatus::Completed);
    completions.any(|(position, completion)| {
        let reopened = moves.get(position + 1).map(|next| next.on);
        completion.on <= day && reopened.is_none_or(|on| day <= on)
    })
}

/// The day of the completion that stands.
pub fn completed_on(moves: &[Moved]) -> Option<NaiveDate> {
    moves.last().filter(|moved| moved.to.1 == TrajectoryStatus::Completed).map(|moved| moved.on)
}

/// The first day of goal work.
pub fn goal_work_began_on(moves: &[Moved]) -> Option<NaiveDate> {
    moves.iter().find(|moved| moved.to.0 == TrajectoryPhase::GoalWork).map(|moved| moved.on)
}

#[cfg(test)]
mod tests {
    use chrono::Days;
    use proptest::prelude::*;

    use super::*;

    fn day(number: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 2).unwrap() + Days::new(number)
    }

    fn moves(days: [u64; 4]) -> [Moved; 4] {
        use TrajectoryPhase::{Aftercare, Alignment, Closing, GoalWork};
        use TrajectoryStatus::{Active, Completed};
        let states =
            [(Alignment, Active), (GoalWork, Active), (Closing, Active), (Aftercare, Completed), (Closing, Active)];
        let mut made = Vec::new();
        for (pair, on) in states.windows(2).zip(days) {
            made.push(Moved { on: day(on), from: pair[0], to: pair[1] });
        }
        made.try_into().unwrap()
    }

    #[test]
    fn a_day_is_judged_by_what_stood_then() {
        let all = moves([10, 30, 40, 60]);
        for (number, expected) in [(9, false), (39, false), (40, true), (60, true), (61, false)] {
            assert_eq!(was_completed_on(&all, day(number)), expected, "{number}");
        }
        // Not reopened, it is completed for good.
        assert!(was_completed_on(&all[..3], day(400)));
        assert_eq!((completed_on(&all), completed_on(&all[..3])), (None, Some(day(40))));
        assert_eq!((goal_work_began_on(&all), goal_work_began_on(&[])), (Some(day(10)), None));
    }

    proptest! {
        #[test]
        fn what_is_made_later_changes_no_earlier_day(
            mut days in [0_u64..100, 0..100, 0..100, 0..100], asked in 0_u64..120,
        ) {
            days.sort_unstable();
            let all = moves(days);
            if asked < days[3] {
                prop_assert_eq!(was_completed_on(&all, day(asked)), was_completed_on(&all[..3], day(asked)));
            }
        }
    }
}
