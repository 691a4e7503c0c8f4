//! What a questionnaire must be beyond its schema (`domain.md` §5), and what answers to it must be. Everything that is
//! wrong is named at once.

mod answers;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::hash::Hash;

use serde_json::{Value, json};

pub(crate) use self::answers::check_answers;
use super::content::{QuestionCondition, QuestionContent, QuestionType, QuestionnaireContent};
use crate::problem::Violation;

/// The violations of what is to be published.
pub(super) fn faults(content: &QuestionnaireContent) -> Vec<Violation> {
    let questions = || content.questions.iter().enumerate();
    let codes = questions().map(|(at, question)| (format!("/questions/{at}/code"), &question.code));
    let mut found = repeated(codes);
    for (at, question) in questions() {
        let pointer = format!("/questions/{at}");
        found.extend(faults_of_options(question, &pointer));
        found.extend(faults_of_bounds(question, &pointer));
        if let Some(condition) = &question.condition {
            let earlier = content.questions.get(..at).unwrap_or_default();
            found.extend(faults_of_condition(condition, &format!("{pointer}/condition"), earlier, content.scale));
        }
    }
    found
}

/// The violations of values that may occur only once, each with its pointer.
fn repeated<T: Eq + Hash>(values: impl IntoIterator<Item = (String, T)>) -> Vec<Violation> {
    let mut seen = HashSet::new();
    let again = values.into_iter().filter_map(|(pointer, value)| (!seen.insert(value)).then_some(pointer));
    let (dutch, english) = ("Deze waarde komt al eerder voor.", "This value occurs earlier already.");
    again.map(|pointer| Violation::body(pointer, "uniqueItems", dutch, english)).collect()
}

fn faults_of_options(question: &QuestionContent, at: &str) -> Vec<Violation> {
    let chosen_from = matches!(question.kind, QuestionType::Choice | QuestionType::MultipleChoice);
    if !chosen_from {
        return stray(!question.options.is_empty(), format!("{at}/options")).into_iter().collect();
    }
    if question.options.len() < 2 {
        let (dutch, english) = ("Geef ten minste twee opties.", "Give at least two options.");
        return vec![Violation::body(format!("{at}/options"), "minItems", dutch, english)];
    }
    let options = question.options.iter().enumerate();
    repeated(options.map(|(index, option)| (format!("{at}/options/{index}/value"), &option.value)))
}

fn faults_of_bounds(question: &QuestionContent, at: &str) -> Vec<Violation> {
    let (number, words) = (question.kind == QuestionType::Number, question.kind == QuestionType::Text);
    let strays = [
        stray(question.minimum.is_some() && !number, format!("{at}/minimum")),
        stray(question.maximum.is_some() && !number, format!("{at}/maximum")),
        stray(question.max_length.is_some() && !words, format!("{at}/maxLength")),
    ];
    let mut found: Vec<Violation> = strays.into_iter().flatten().collect();
    if number && question.minimum.zip(question.maximum).is_some_and(|(minimum, maximum)| maximum < minimum) {
        let (dutch, english) = ("Niet minder dan 'minimum'.", "Not less than 'minimum'.");
        found.push(Violation::body(format!("{at}/maximum"), "range", dutch, english));
    }
    found
}

/// A member that belongs to another type of question.
fn stray(is_there: bool, pointer: String) -> Option<Violation> {
    let (dutch, english) = ("Dit hoort niet bij dit type vraag.", "This does not belong to this type of question.");
    is_there.then(|| Violation::body(pointer, "otherType", dutch, english))
}

fn faults_of_condition(
    condition: &QuestionCondition,
    at: &str,
    earlier: &[QuestionContent],
    scale: i32,
) -> Vec<Violation> {
    let Some(asked) = earlier.iter().find(|question| question.code == condition.question) else {
        let (dutch, english) = ("Noem de code van een eerdere vraag.", "Name the code of an earlier question.");
        return vec![Violation::body(format!("{at}/question"), "earlierQuestion", dutch, english)];
    };
    let values = || condition.one_of.iter().enumerate();
    let mut found = repeated(values().map(|(index, value)| (format!("{at}/oneOf/{index}"), value.to_string())));
    let as_answer = |value: &Value| match asked.kind {
        QuestionType::MultipleChoice => json!([value]),
        _ => value.clone(),
    };
    let impossible = values().filter(|(_, value)| answers::misfit(asked, scale, &as_answer(value)).is_some());
    found.extend(impossible.map(|(index, _)| {
        let (dutch, english) =
            ("Dit kan geen antwoord op die vraag zijn.", "This can't be an answer to that question.");
        Violation::body(format!("{at}/oneOf/{index}"), "possibleAnswer", dutch, english)
    }));
    found
}
