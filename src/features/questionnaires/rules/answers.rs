//! Whether answers fit a version of a questionnaire.

use std::collections::HashSet;

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::super::content::{QuestionContent, QuestionType, QuestionnaireContent};
use crate::problem::Violation;

/// Everything in answers (question code → answer) that does not fit the questionnaire, each with the pointer of its
/// question below `/answers`. Only `complete` answers lack nothing that is required.
pub(crate) fn check_answers(
    content: &QuestionnaireContent,
    answers: &Map<String, Value>,
    complete: bool,
) -> Vec<Violation> {
    let asked = asked(content, answers);
    let judge = |question: &QuestionContent| {
        let is_asked = asked.contains(question.code.as_str());
        let missing = || is_asked && complete && question.required;
        let misfit = match answers.get(&question.code) {
            Some(_) if !is_asked => Some(Misfit::new(
                "notAsked",
                "Deze vraag wordt bij deze antwoorden niet gesteld.",
                "This question is not asked with these answers.",
            )),
            Some(answer) => {
                let empty = || (missing() && is_empty(answer)).then(Misfit::missing);
                misfit(question, content.scale, answer).or_else(empty)
            }
            None => missing().then(Misfit::missing),
        };
        misfit.map(|misfit| misfit.at(&question.code))
    };
    let mut found: Vec<Violation> = content.questions.iter().filter_map(judge).collect();
    let known: HashSet<&str> = content.questions.iter().map(|question| question.code.as_str()).collect();
    let strangers = answers.keys().filter(|code| !known.contains(code.as_str()));
    found.extend(strangers.map(|code| {
        let (dutch, english) =
            ("Deze vraag staat niet in de vragenlijst.", "This question is not in the questionnaire.");
        Misfit::new("unknownQuestion", dutch, english).at(code)
    }));
    found
}

/// The codes of the questions that are asked with these answers. A condition looks at earlier questions only, so one way
/// through is enough; what rests on a question that is not asked is not asked either.
pub(super) fn asked<'q>(content: &'q QuestionnaireContent, answers: &Map<String, Value>) -> HashSet<&'q str> {
    let mut asked = HashSet::new();
    for question in &content.questions {
        let is_asked = question.condition.as_ref().is_none_or(|condition| {
            let answer = answers.get(&condition.question).filter(|_| asked.contains(condition.question.as_str()));
            answer.is_some_and(|answer| meets(answer, &condition.one_of))
        });
        if is_asked {
            asked.insert(question.code.as_str());
        }
    }
    asked
}

fn meets(answer: &Value, one_of: &[Value]) -> bool {
    match answer {
        Value::Array(chosen) => chosen.iter().any(|one| one_of.contains(one)),
        one => one_of.contains(one),
    }
}

/// An answer that says nothing.
fn is_empty(answer: &Value) -> bool {
    match answer {
        Value::String(text) => text.trim().is_empty(),
        Value::Array(chosen) => chosen.is_empty(),
        _ => false,
    }
}

/// Why an answer does not fit.
pub(super) struct Misfit {
    rule: &'static str,
    message: (String, String),
}

impl Misfit {
    fn new(rule: &'static str, dutch: impl Into<String>, english: impl Into<String>) -> Self {
        Self { rule, message: (dutch.into(), english.into()) }
    }

    fn missing() -> Self {
        Self::new("required", "Deze vraag is nog niet beantwoord.", "This question was not answered yet.")
    }

    fn at(self, code: &str) -> Violation {
        let pointer = format!("/answers/{}", code.replace('~', "~0").replace('/', "~1"));
        Violation::body(pointer, self.rule, self.message.0, self.message.1)
    }
}

/// Why an answer can't be one to this question, whatever else was answered.
pub(super) fn misfit(question: &QuestionContent, scale: i32, answer: &Value) -> Option<Misfit> {
    match question.kind {
        QuestionType::Smiley => match answer.as_i64() {
            Some(smiley) if (1..=i64::from(scale)).contains(&smiley) => None,
            _ => Some(Misfit::new(
                "smiley",
                format!("Kies een smiley van 1 tot en met {scale}."),
                format!("Choose a smiley from 1 up to and including {scale}."),
            )),
        },
        QuestionType::Choice => misfit_of_option(question, answer),
        QuestionType::MultipleChoice => misfit_of_options(question, answer),
        QuestionType::YesNo => {
            let (dutch, english) = ("Antwoord met true of false.", "Answer with true or false.");
            (!answer.is_boolean()).then(|| Misfit::new("type", dutch, english))
        }
        QuestionType::Number => misfit_of_number(question, answer),
        QuestionType::Date => {
            let (dutch, english) = ("Dit is geen datum: jjjj-mm-dd.", "This is no date: yyyy-mm-dd.");
            (!answer.as_str().is_some_and(is_date)).then(|| Misfit::new("format", dutch, english))
        }
        QuestionType::Text => misfit_of_text(question, answer),
    }
}

fn misfit_of_option(question: &QuestionContent, answer: &Value) -> Option<Misfit> {
    let offered = answer.as_str().is_some_and(|value| question.options.iter().any(|option| option.value == value));
    if offered {
        return None;
    }
    let values = question.options.iter().map(|option| option.value.as_str()).collect::<Vec<_>>().join(", ");
    Some(Misfit::new("enum", format!("Kies uit: {values}."), format!("Choose from: {values}.")))
}

fn misfit_of_options(question: &QuestionContent, answer: &Value) -> Option<Misfit> {
    let Some(chosen) = answer.as_array() else {
        return Some(Misfit::new("type", "Antwoord met een lijst van opties.", "Answer with a list of options."));
    };
    let twice = || {
        let distinct: HashSet<&str> = chosen.iter().filter_map(Value::as_str).collect();
        let (dutch, english) = ("Elke optie maar één keer.", "Each option only once.");
        (distinct.len() < chosen.len()).then(|| Misfit::new("uniqueItems", dutch, english))
    };
    chosen.iter().find_map(|one| misfit_of_option(question, one)).or_else(twice)
}

fn misfit_of_number(question: &QuestionContent, answer: &Value) -> Option<Misfit> {
    let Some(number) = answer.as_f64() else {
        return Some(Misfit::new("type", "Antwoord met een getal.", "Answer with a number."));
    };
    let below = question.minimum.filter(|minimum| number < f64::from(*minimum));
    let above = question.maximum.filter(|maximum| number > f64::from(*maximum));
    let below = below.map(|least| Misfit::new("minimum", format!("Ten minste {least}."), format!("At least {least}.")));
    below.or_else(|| {
        above.map(|most| Misfit::new("maximum", format!("Ten hoogste {most}."), format!("At most {most}.")))
    })
}

/// chrono also reads `2026-3-1` and years of five digits.
fn is_date(text: &str) -> bool {
    text.len() == "2026-03-10".len() && text.parse::<NaiveDate>().is_ok_and(|date| date.to_string() == text)
}

fn misfit_of_text(question: &QuestionContent, answer: &Value) -> Option<Misfit> {
    let Some(text) = answer.as_str() else {
        return Some(Misfit::new("type", "Antwoord met een tekst.", "Answer with a text."));
    };
    let longest = question.longest();
    let fits = i32::try_from(text.chars().count()).is_ok_and(|length| length <= longest);
    let message = || (format!("Ten hoogste {longest} tekens."), format!("At most {longest} characters."));
    (!fits).then(|| Misfit { rule: "maxLength", message: message() })
}
