//! The rules of questionnaires: what was shipped keeps them, and drawn questionnaires with drawn answers.

use proptest::prelude::*;
use serde_json::Map;

use super::answers::asked;
use super::*;
use crate::problem::Place;

const SHIPPED: &str = include_str!("../../../../migrations/2026-11-24-000410_questionnaires/up.sql");

fn content(questions: &[Value]) -> QuestionnaireContent {
    let text = json!({ "nl": "Vraag", "en": "Question" });
    let mut questions = questions.to_vec();
    for question in &mut questions {
        let members = question.as_object_mut().unwrap();
        members.entry("text").or_insert_with(|| text.clone());
        members.entry("required").or_insert(json!(false));
        for option in members.get_mut("options").and_then(Value::as_array_mut).into_iter().flatten() {
            *option = json!({ "value": option, "text": text });
        }
    }
    serde_json::from_value(json!({ "title": text, "scale": 5, "questions": questions })).unwrap()
}

fn pointers(found: Vec<Violation>) -> Vec<String> {
    let place = |violation: Violation| match violation.place {
        Place::Body(pointer) => pointer,
        other => panic!("{other:?}"),
    };
    found.into_iter().map(place).collect()
}

fn judged(content: &QuestionnaireContent, answers: &[(String, Value)], complete: bool) -> Vec<String> {
    let answers: Map<String, Value> = answers.iter().cloned().collect();
    pointers(check_answers(content, &answers, complete))
}

#[test]
fn the_first_versions_are_in_order() {
    let shipped: Vec<QuestionnaireContent> =
        SHIPPED.split("$json$").skip(1).step_by(2).map(|json| serde_json::from_str(json).unwrap()).collect();
    assert_eq!(shipped.len(), 5);
    for content in shipped {
        assert_eq!(pointers(faults(&content)), Vec::<String>::new(), "{}", content.title.en);
        assert!((10..=22).contains(&content.questions.len()), "{}", content.title.en);
        for question in &content.questions {
            assert!(question.code.len() <= 50 && question.longest() <= 4000, "{}", question.code);
        }
    }
}

#[test]
fn everything_that_is_wrong_with_a_questionnaire_is_named_at_once() {
    let bad = content(&[
        json!({ "code": "mood", "type": "smiley", "options": ["a", "b"], "minimum": 1, "maxLength": 5 }),
        json!({ "code": "mood", "type": "choice", "options": ["a"] }),
        json!({ "code": "one", "type": "choice", "options": ["a", "b", "a"], "maximum": 3 }),
        json!({ "code": "count", "type": "number", "minimum": 3, "maximum": 2 }),
        json!({ "code": "early", "type": "text", "condition": { "question": "late", "oneOf": [true] } }),
        json!({ "code": "self", "type": "yes_no", "condition": { "question": "self", "oneOf": [true] } }),
        json!({ "code": "late", "type": "yes_no", "condition": { "question": "mood", "oneOf": [5, 6, 5, "a"] } }),
        json!({ "code": "last", "type": "text", "condition": { "question": "one", "oneOf": ["b", "c"] } }),
    ]);
    let expected = [
        "/questions/1/code",
        "/questions/0/options",
        "/questions/0/minimum",
        "/questions/0/maxLength",
        "/questions/1/options",
        "/questions/2/options/2/value",
        "/questions/2/maximum",
        "/questions/3/maximum",
        "/questions/4/condition/question",
        "/questions/5/condition/question",
        "/questions/6/condition/oneOf/2",
        "/questions/6/condition/oneOf/1",
        "/questions/6/condition/oneOf/3",
        "/questions/7/condition/oneOf/1",
    ];
    assert_eq!(pointers(faults(&bad)), expected);
}

#[test]
fn an_answer_that_says_nothing_is_none_and_what_is_unknown_is_named() {
    let content = content(&[
        json!({ "code": "words", "type": "text", "required": true }),
        json!({ "code": "several", "type": "multiple_choice", "required": true, "options": ["a", "b"] }),
        json!({ "code": "on", "type": "date" }),
    ]);
    let empty = [("words".to_owned(), json!("  ")), ("several".to_owned(), json!([]))];
    assert_eq!(judged(&content, &empty, true), ["/answers/words", "/answers/several"]);
    assert_eq!(judged(&content, &empty, false), Vec::<String>::new());
    assert_eq!(judged(&content, &[("a/b~c".to_owned(), json!(1))], false), ["/answers/a~1b~0c"]);
    for wrong in ["2026-02-30", "2026-3-1", "10-03-2026", "+2026-03-1", ""] {
        assert_eq!(judged(&content, &[("on".to_owned(), json!(wrong))], false), ["/answers/on"], "{wrong}");
    }
}

/// What one question is drawn from: its type, whether it is required, and what picks its condition and its answer.
type Seed = (usize, bool, usize, usize);

fn seeds() -> impl Strategy<Value = Vec<Seed>> {
    prop::collection::vec((0..QuestionType::ALL.len(), any::<bool>(), 0..1000_usize, 0..1000_usize), 1..12)
}

/// A fitting value of a question, as a condition names it.
fn value(kind: QuestionType, pick: usize) -> Value {
    match kind {
        QuestionType::Smiley => json!(pick % 5 + 1),
        QuestionType::Choice | QuestionType::MultipleChoice => json!(["a", "b", "c"][pick % 3]),
        QuestionType::YesNo => json!(pick.is_multiple_of(2)),
        QuestionType::Number => json!(pick % 3),
        QuestionType::Date => json!(["2026-03-10", "2024-02-29"][pick % 2]),
        QuestionType::Text => json!(["ja", "né"][pick % 2]),
    }
}

/// Values that no question of this type takes.
fn wrong(kind: QuestionType) -> Vec<Value> {
    let mut wrong = match kind {
        QuestionType::Smiley => vec![json!(0), json!(6), json!(2.5), json!("3")],
        QuestionType::Choice => vec![json!("d"), json!(1), json!(["a"])],
        QuestionType::MultipleChoice => vec![json!("a"), json!(["d"]), json!(["a", "a"]), json!([1])],
        QuestionType::YesNo => vec![json!("true"), json!(1)],
        QuestionType::Number => vec![json!(-1), json!(2.5), json!(3), json!("1")],
        QuestionType::Date => vec![json!("2026-02-30"), json!("gisteren"), json!(2026)],
        QuestionType::Text => vec![json!("éénen"), json!(1)],
    };
    wrong.extend([Value::Null, json!({})]);
    wrong
}

/// A questionnaire in order, with answers that fit it: every other question has a condition on an earlier one, and what
/// is asked is answered when that is required, and often when it is not.
fn drawn(seeds: &[Seed]) -> (QuestionnaireContent, Vec<(String, Value)>) {
    let kind = |at: usize| QuestionType::ALL[seeds[at].0];
    let questions = seeds.iter().enumerate().map(|(at, (_, required, condition, _))| {
        let mut question = json!({ "code": format!("q{at}"), "type": kind(at), "required": required });
        match kind(at) {
            QuestionType::Choice | QuestionType::MultipleChoice => question["options"] = json!(["a", "b", "c"]),
            QuestionType::Number => (question["minimum"], question["maximum"]) = (json!(0), json!(2)),
            QuestionType::Text => question["maxLength"] = json!(4),
            _ => {}
        }
        if at > 0 && condition.is_multiple_of(2) {
            let earlier = condition % at;
            let one_of = [value(kind(earlier), *condition)];
            question["condition"] = json!({ "question": format!("q{earlier}"), "oneOf": one_of });
        }
        question
    });
    let content = content(&questions.collect::<Vec<_>>());
    let mut answers = Map::new();
    for (question, (_, required, _, pick)) in content.questions.iter().zip(seeds) {
        if asked(&content, &answers).contains(question.code.as_str()) && (*required || !pick.is_multiple_of(3)) {
            let fitting = value(question.kind, *pick);
            let several = question.kind == QuestionType::MultipleChoice;
            answers.insert(question.code.clone(), if several { json!([fitting]) } else { fitting });
        }
    }
    (content, answers.into_iter().collect())
}

proptest! {
    #[test]
    fn answers_that_were_made_to_fit_are_accepted(seeds in seeds()) {
        let (content, answers) = drawn(&seeds);
        prop_assert_eq!(pointers(faults(&content)), Vec::<String>::new());
        prop_assert_eq!(judged(&content, &answers, true), Vec::<String>::new());
        prop_assert_eq!(judged(&content, &[], false), Vec::<String>::new());
    }

    #[test]
    fn a_value_that_does_not_fit_is_refused_at_its_question(seeds in seeds(), at in any::<prop::sample::Index>()) {
        let (content, answers) = drawn(&seeds);
        prop_assume!(!answers.is_empty());
        let at = at.index(answers.len());
        let question = content.questions.iter().find(|question| question.code == answers[at].0).unwrap();
        for wrong in wrong(question.kind) {
            let mut changed = answers.clone();
            changed[at].1 = wrong;
            let found = judged(&content, &changed, false);
            prop_assert!(found.contains(&format!("/answers/{}", question.code)), "{:?}: {:?}", changed, found);
        }
    }

    #[test]
    fn what_is_required_and_asked_is_missed_only_when_answers_are_complete(seeds in seeds()) {
        let (content, answers) = drawn(&seeds);
        for question in content.questions.iter().filter(|question| question.required) {
            let pointer = format!("/answers/{}", question.code);
            let without: Vec<_> = answers.iter().filter(|(code, _)| *code != question.code).cloned().collect();
            let was_answered = without.len() < answers.len();
            prop_assert_eq!(judged(&content, &without, true).contains(&pointer), was_answered);
            prop_assert!(!judged(&content, &without, false).contains(&pointer));
        }
    }

    #[test]
    fn what_is_not_asked_is_not_answered(seeds in seeds()) {
        let (content, answers) = drawn(&seeds);
        let given: Map<String, Value> = answers.iter().cloned().collect();
        let asked = asked(&content, &given);
        for question in content.questions.iter().filter(|question| !asked.contains(question.code.as_str())) {
            let fitting = value(question.kind, 1);
            let several = question.kind == QuestionType::MultipleChoice;
            let mut more = answers.clone();
            more.push((question.code.clone(), if several { json!([fitting]) } else { fitting }));
            // An answer that is not asked for does not bring up the questions behind it either.
            prop_assert_eq!(judged(&content, &more, true), [format!("/answers/{}", question.code)]);
        }
    }

    #[test]
    fn whatever_is_answered_the_order_of_members_decides_nothing(
        seeds in seeds(),
        picks in prop::collection::vec((0..12_usize, 0..7_usize, 0..1000_usize), 0..12),
        reversed in any::<bool>(),
        turn in 0..12_usize,
    ) {
        let (content, _) = drawn(&seeds);
        let given: Map<String, Value> = picks
            .into_iter()
            .map(|(at, kind, pick)| (format!("q{at}"), value(QuestionType::ALL[kind], pick)))
            .collect();
        let mut members: Vec<_> = given.clone().into_iter().collect();
        if reversed {
            members.reverse();
        }
        let turn = turn.min(members.len());
        members.rotate_left(turn);
        let shuffled: Map<String, Value> = members.into_iter().collect();
        prop_assert_eq!(asked(&content, &given), asked(&content, &shuffled));
        let mut one = pointers(check_answers(&content, &given, true));
        let mut other = pointers(check_answers(&content, &shuffled, true));
        one.sort();
        other.sort();
        prop_assert_eq!(one, other);
    }
}
