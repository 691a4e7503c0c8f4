//! What an edition must be beyond its schema: codes and numbers that stand for one thing only, and references that
//! lead somewhere. Every violation is found at once.

use std::collections::HashSet;
use std::hash::Hash;

use super::content::{
    NewContraIndicationCatalogue, NewGoalCatalogue, NewStepCatalogue, StepContent, StepDelay, StepDue,
};

/// A violation: where (a JSON pointer), which rule, and the message in Dutch and English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub pointer: String,
    pub rule: &'static str,
    pub message: (&'static str, &'static str),
}

const REPEATED: (&str, &str) = ("Deze waarde komt al eerder voor.", "This value occurs earlier already.");

fn fault(pointer: String, rule: &'static str, message: (&'static str, &'static str)) -> Fault {
    Fault { pointer, rule, message }
}

/// The faults of values that may occur only once, each with its pointer.
fn repeated<T: Eq + Hash>(values: impl IntoIterator<Item = (String, T)>) -> Vec<Fault> {
    let mut seen = HashSet::new();
    let again = values.into_iter().filter_map(|(pointer, value)| (!seen.insert(value)).then_some(pointer));
    again.map(|pointer| fault(pointer, "unique", REPEATED)).collect()
}

pub fn goal_faults(catalogue: &NewGoalCatalogue) -> Vec<Fault> {
    let goals = || catalogue.goals.iter().enumerate();
    let mut faults = repeated(goals().map(|(at, goal)| (format!("/goals/{at}/goal"), goal.goal)));
    faults.extend(repeated(goals().map(|(at, goal)| (format!("/goals/{at}/code"), &goal.code))));
    let subgoals = || {
        goals().flat_map(|(at, goal)| {
            let own = goal.subgoals.iter().enumerate();
            own.map(move |(under, subgoal)| {
                (format!("/goals/{at}/subgoals/{under}/subgoal"), goal.goal, &subgoal.subgoal)
            })
        })
    };
    faults.extend(repeated(subgoals().map(|(pointer, _, subgoal)| (pointer, subgoal))));
    let strays = subgoals().filter(|(_, goal, subgoal)| !subgoal.starts_with(&format!("{goal}.")));
    faults.extend(strays.map(|(pointer, ..)| {
        let message = ("Begin met het nummer van het doel en een punt.", "Start with the goal's number and a dot.");
        fault(pointer, "subgoalOfGoal", message)
    }));
    faults
}

pub fn step_faults(catalogue: &NewStepCatalogue) -> Vec<Fault> {
    let steps = || catalogue.steps.iter().enumerate();
    let mut faults = repeated(steps().map(|(at, step)| (format!("/steps/{at}/code"), &step.code)));
    faults.extend(repeated(steps().map(|(at, step)| (format!("/steps/{at}/order"), step.order))));
    let codes: HashSet<&str> = catalogue.steps.iter().map(|step| step.code.as_str()).collect();
    faults.extend(steps().flat_map(|(at, step)| faults_of_step(&format!("/steps/{at}"), step, &codes)));
    faults
}

fn faults_of_step(at: &str, step: &StepContent, codes: &HashSet<&str>) -> Vec<Fault> {
    let present = step.attendance.iter().enumerate().map(|(index, who)| (format!("{at}/attendance/{index}"), who));
    let mut faults = repeated(present);
    if step.expected_length.as_ref().is_some_and(|minutes| minutes.until_minutes < minutes.from_minutes) {
        let message = ("Niet minder dan 'from'.", "Not less than 'from'.");
        faults.push(fault(format!("{at}/expectedLength/until"), "range", message));
    }
    if let Some(due) = &step.due_after {
        if due.event == step.code || !codes.contains(due.event.as_str()) {
            let message =
                ("Noem de code van een andere stap uit deze editie.", "Name the code of another step of this edition.");
            faults.push(fault(format!("{at}/dueAfter/event"), "stepOfEdition", message));
        }
        faults.extend(faults_of_due(&format!("{at}/dueAfter"), due));
    }
    faults
}

fn faults_of_due(at: &str, StepDue { from, until, .. }: &StepDue) -> Vec<Fault> {
    let one_unit = |delay: &StepDelay| delay.weeks.is_some() != delay.months.is_some();
    let unclear = [("from", from), ("until", until)].into_iter().filter(|(_, delay)| !one_unit(delay));
    let message = ("Geef weken of maanden, niet beide.", "Give weeks or months, not both.");
    let mut faults: Vec<Fault> =
        unclear.map(|(member, _)| fault(format!("{at}/{member}"), "oneUnit", message)).collect();
    if faults.is_empty() {
        let in_order = match (from.weeks.zip(until.weeks), from.months.zip(until.months)) {
            (Some((from, until)), _) | (_, Some((from, until))) => from <= until,
            (None, None) => false,
        };
        if !in_order {
            let message =
                ("In dezelfde eenheid als 'from', en niet eerder.", "In the same unit as 'from', and not earlier.");
            faults.push(fault(format!("{at}/until"), "range", message));
        }
    }
    faults
}

pub fn contra_indication_faults(catalogue: &NewContraIndicationCatalogue) -> Vec<Fault> {
    let all = catalogue.contra_indications.iter().enumerate();
    repeated(all.map(|(at, one)| (format!("/contraIndications/{at}/code"), &one.code)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn pointers(faults: &[Fault]) -> Vec<&str> {
        faults.iter().map(|fault| fault.pointer.as_str()).collect()
    }

    fn goals(numbers: &[(i32, &str, &[&str])]) -> NewGoalCatalogue {
        let text = json!({ "nl": "Tekst", "en": "Text" });
        let subgoal = |name: &&str| {
            json!({ "subgoal": name, "title": text, "description": text, "tailorToMotivation": true,
                "tailorToSituation": false, "solutionFocused": false })
        };
        let goals = numbers.iter().map(|(goal, code, subgoals)| {
            json!({ "goal": goal, "code": code, "area": "education", "colour": "purple", "title": text,
                "description": text, "subgoals": subgoals.iter().map(subgoal).collect::<Vec<_>>() })
        });
        serde_json::from_value(json!({ "goals": goals.collect::<Vec<_>>() })).unwrap()
    }

    fn steps(all: &[(&str, i32, serde_json::Value)]) -> NewStepCatalogue {
        let steps = all.iter().map(|(code, order, due)| {
            json!({ "code": code, "phase": "alignment", "order": order, "title": { "nl": "Stap", "en": "Step" },
                "attendance": ["parents"], "mode": "home", "countsAsHomeVisit": true, "repeats": false,
                "expectedLength": null, "dueAfter": due, "handbook": { "chapter": "Stap" }, "hints": [] })
        });
        serde_json::from_value(json!({ "steps": steps.collect::<Vec<_>>() })).unwrap()
    }

    #[test]
    fn an_edition_in_order_has_no_faults() {
        assert!(goal_faults(&goals(&[(1, "one", &["1.1", "1.2"]), (2, "two", &["2.1"])])).is_empty());
        let due = json!({ "event": "first", "from": { "weeks": 5 }, "until": { "weeks": 8 } });
        assert!(step_faults(&steps(&[("first", 1, json!(null)), ("second", 2, due)])).is_empty());
    }

    #[test]
    fn every_repetition_and_stray_subgoal_is_named() {
        let faults = goal_faults(&goals(&[(1, "one", &["1.1", "1.1"]), (1, "one", &["11.1"])]));
        let expected = ["/goals/1/goal", "/goals/1/code", "/goals/0/subgoals/1/subgoal", "/goals/1/subgoals/0/subgoal"];
        assert_eq!(pointers(&faults), expected);
    }

    #[test]
    fn a_step_is_due_after_another_step_in_one_unit() {
        for (due, expected) in [
            (json!({ "event": "gone", "from": { "weeks": 5 }, "until": { "weeks": 8 } }), "/steps/1/dueAfter/event"),
            (json!({ "event": "second", "from": { "weeks": 5 }, "until": { "weeks": 8 } }), "/steps/1/dueAfter/event"),
            (json!({ "event": "first", "from": {}, "until": { "weeks": 8 } }), "/steps/1/dueAfter/from"),
            (json!({ "event": "first", "from": { "weeks": 5 }, "until": { "months": 2 } }), "/steps/1/dueAfter/until"),
            (json!({ "event": "first", "from": { "weeks": 9 }, "until": { "weeks": 8 } }), "/steps/1/dueAfter/until"),
        ] {
            let faults = step_faults(&steps(&[("first", 1, json!(null)), ("second", 2, due)]));
            assert_eq!(pointers(&faults), [expected]);
        }
    }
}
