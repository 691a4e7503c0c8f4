//! The trajectory as an arrow of steps ('trajectpijl', `domain.md` §9): four phases one after the other, a mark for each
//! step, told apart by shape and colour, and the present phase standing out. It names nobody.

use maud::{Markup, PreEscaped, html};

use super::api::{Steps, TrajectoryStep};
use super::rules::steps::StepStatus;
use crate::context::Language;
use crate::features::trajectories::{TrajectoryPhase, TrajectoryStatus};

/// In units of the drawing.
const WIDTH: usize = 1200;
const HEIGHT: usize = 330;
const EDGE: usize = 20;
const TOP: usize = 44;
const BAND: usize = 64;
const POINT: usize = 26;
/// How far every second name stands lower, so that long words have room beside each other.
const LOWER: usize = 56;
/// How many letters of a name stand on one line.
const LETTERS: usize = 24;

/// How a mark looks: fill, edge, and the sign in it.
fn look(status: StepStatus) -> (&'static str, &'static str, &'static str) {
    match status {
        StepStatus::Done => ("#14683a", "#14683a", "✓"),
        StepStatus::Planned => ("#ffffff", "#14683a", "•"),
        StepStatus::Due => ("#5b2a86", "#5b2a86", "→"),
        StepStatus::Overdue => ("#b35900", "#b35900", "!"),
        StepStatus::Open => ("#ffffff", "#8a8499", ""),
        StepStatus::Skipped => ("#e4e0ec", "#8a8499", "–"),
    }
}

fn sign_colour(status: StepStatus) -> &'static str {
    match status {
        StepStatus::Done | StepStatus::Due | StepStatus::Overdue => "#ffffff",
        StepStatus::Planned => "#14683a",
        StepStatus::Open | StepStatus::Skipped => "#575266",
    }
}

fn status_name(status: StepStatus, language: Language) -> &'static str {
    language.of(match status {
        StepStatus::Done => ("gedaan", "done"),
        StepStatus::Planned => ("gepland", "planned"),
        StepStatus::Due => ("nu aan de beurt", "due now"),
        StepStatus::Overdue => ("had al gekund", "overdue"),
        StepStatus::Open => ("nog te doen", "to do"),
        StepStatus::Skipped => ("weggelaten", "left out"),
    })
}

fn phase_name(phase: TrajectoryPhase, language: Language) -> &'static str {
    language.of(match phase {
        TrajectoryPhase::Alignment => ("Afstemming", "Alignment"),
        TrajectoryPhase::GoalWork => ("Werken aan doelen", "Goal work"),
        TrajectoryPhase::Closing => ("Afronding", "Closing"),
        TrajectoryPhase::Aftercare => ("Nazorg", "Aftercare"),
    })
}

fn standing(steps: &Steps, language: Language) -> String {
    let phase = phase_name(steps.phase, language);
    let status = language.of(match steps.status {
        TrajectoryStatus::Active => ("loopt", "running"),
        TrajectoryStatus::Paused => ("gepauzeerd", "paused"),
        TrajectoryStatus::Completed => ("begeleiding voltooid", "guidance completed"),
        TrajectoryStatus::Discontinued => ("gestopt", "discontinued"),
    });
    let done = steps.items.iter().filter(|step| step.status == StepStatus::Done).count();
    let all = steps.items.len();
    language.of((
        format!("{phase}, {status}: {done} van {all} stappen gedaan"),
        format!("{phase}, {status}: {done} of {all} steps done"),
    ))
}

/// A phase, the number of its first step, its steps, and its part of the width.
type Stretch<'s> = (TrajectoryPhase, usize, Vec<&'s TrajectoryStep>, (usize, usize));

/// The phases that have steps, one after the other.
fn laid_out(steps: &Steps) -> Vec<Stretch<'_>> {
    let inside = WIDTH - 2 * EDGE - POINT;
    let total = steps.items.len().max(1);
    let mut before = 0;
    let mut place = |phase: &TrajectoryPhase| {
        let own: Vec<&TrajectoryStep> = steps.items.iter().filter(|step| step.phase == *phase).collect();
        let begin = before;
        before += own.len();
        (*phase, begin, own, (EDGE + inside * begin / total, EDGE + inside * before / total))
    };
    let placed: Vec<_> = TrajectoryPhase::ALL.iter().map(&mut place).collect();
    placed.into_iter().filter(|(_, _, own, _)| !own.is_empty()).collect()
}

/// The drawing.
pub fn draw(steps: &Steps, language: Language) -> Markup {
    let title = language.of(("Trajectpijl", "Trajectory arrow"));
    html! {
        (PreEscaped("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"))
        svg xmlns="http://www.w3.org/2000/svg" viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img"
            aria-labelledby="title description" font-family="system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
        {
            title #title { (title) }
            desc #description { (standing(steps, language)) }
            rect width=(WIDTH) height=(HEIGHT) fill="#ffffff" {}
            text x=(EDGE) y="26" font-size="18" font-weight="700" fill="#1d1a26" { (standing(steps, language)) }
            @for (phase, first, own, (begin, end)) in laid_out(steps) {
                (chevron(phase, steps, (begin, end), language))
                @let width = (end - begin) / own.len().max(1);
                @for (position, step) in own.iter().enumerate() {
                    @let at = begin + width * position + width / 2 + POINT / 2;
                    (mark(step, at, (first + position) % 2 == 1, language))
                }
            }
            (legend(language))
        }
    }
}

/// A phase: a piece of the arrow that points to the next one.
fn chevron(phase: TrajectoryPhase, steps: &Steps, (from, until): (usize, usize), language: Language) -> Markup {
    let present = phase == steps.phase;
    let (fill, ink) = if present { ("#5b2a86", "#ffffff") } else { ("#ece6f3", "#43206a") };
    let (top, bottom, middle) = (TOP, TOP + BAND, TOP + BAND / 2);
    let gap = 6;
    let name = phase_name(phase, language);
    // A bold letter is about 0.6 as wide as it is high.
    let size = (until.saturating_sub(from + POINT + 16) * 10 / (name.chars().count().max(1) * 6)).min(18);
    let path = format!(
        "M{from} {top} H{right} L{tip} {middle} L{right} {bottom} H{from} L{notch} {middle} Z",
        right = until.saturating_sub(gap),
        tip = (until + POINT).saturating_sub(gap),
        notch = from + POINT,
    );
    html! {
        path d=(path) fill=(fill) {}
        text x=(from + POINT + 10) y=(middle + 6) font-size=(size) font-weight="600" fill=(ink) { (name) }
    }
}

/// A step: its mark, its name, and when.
fn mark(step: &TrajectoryStep, at: usize, lower: bool, language: Language) -> Markup {
    let (fill, edge, sign) = look(step.status);
    let y = TOP + BAND + 34;
    let lines = wrapped(&step.title, LETTERS);
    let below = y + 34 + if lower { LOWER } else { 0 };
    let day = step.done_on.or(step.planned_on).or(step.due_until.filter(|_| step.status != StepStatus::Open));
    html! {
        g {
            title { (step.title) ": " (status_name(step.status, language)) }
            circle cx=(at) cy=(y) r="15" fill=(fill) stroke=(edge) stroke-width="3" {}
            @if !sign.is_empty() {
                text x=(at) y=(y + 6) font-size="17" font-weight="700" text-anchor="middle"
                    fill=(sign_colour(step.status)) { (sign) }
            }
            @if lower {
                line x1=(at) x2=(at) y1=(y + 20) y2=(below - 16) stroke="#cfc9da" stroke-width="1.5" {}
            }
            @if step.times > 1 {
                text x=(at + 19) y=(y - 10) font-size="13" font-weight="700" fill="#14683a" { (step.times) "×" }
            }
            @for (position, line) in lines.iter().enumerate() {
                text x=(at) y=(below + 15 * position) font-size="12.5" text-anchor="middle" fill="#1d1a26" { (line) }
            }
            @if let Some(day) = day {
                text x=(at) y=(below + 15 * lines.len()) font-size="12" text-anchor="middle" fill="#575266" {
                    (day.format("%d-%m-%Y").to_string())
                }
            }
        }
    }
}

fn legend(language: Language) -> Markup {
    let shown = [
        StepStatus::Done,
        StepStatus::Planned,
        StepStatus::Due,
        StepStatus::Overdue,
        StepStatus::Open,
        StepStatus::Skipped,
    ];
    html! {
        @for (position, status) in shown.into_iter().enumerate() {
            @let x = EDGE + 12 + position * 165;
            @let (fill, edge, sign) = look(status);
            circle cx=(x) cy=(HEIGHT - 20) r="9" fill=(fill) stroke=(edge) stroke-width="2.5" {}
            text x=(x) y=(HEIGHT - 16) font-size="11" font-weight="700" text-anchor="middle" fill=(sign_colour(status)) {
                (sign)
            }
            text x=(x + 16) y=(HEIGHT - 15) font-size="13" fill="#1d1a26" { (status_name(status, language)) }
        }
    }
}

/// A title in lines of at most so many letters, where its words and hyphens allow.
fn wrapped(title: &str, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in title.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < most => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_wrapped_at_its_words() {
        assert_eq!(wrapped("Plan van aanpak bespreken", 13), ["Plan van", "aanpak", "bespreken"]);
        assert_eq!(wrapped("Intakegesprek", 5), ["Intakegesprek"]);
    }
}
