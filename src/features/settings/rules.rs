//! The settings that this release knows.

use std::ops::RangeInclusive;

use super::api::SettingUnit;

/// What is known of a setting.
#[derive(Debug)]
pub struct Known {
    pub key: &'static str,
    pub unit: SettingUnit,
    pub bounds: RangeInclusive<i32>,
    /// Dutch, English.
    pub description: (&'static str, &'static str),
}

/// Every setting there is; a key in the database that is not here belongs to another release.
pub const KNOWN: &[Known] = &[
    Known {
        key: "wind_down_months",
        unit: SettingUnit::Months,
        bounds: 0..=24,
        description: (
            "Hoeveel maanden lopende trajecten na het einde van een abonnement nog kunnen worden afgerond.",
            "For how many months running trajectories can be wound down after a subscription's end.",
        ),
    },
    Known {
        key: "refresher_minutes",
        unit: SettingUnit::Minutes,
        bounds: 30..=1440,
        description: (
            "Hoeveel minuten bijscholing per licentiejaar een dagdeel maken; wat al is toegekend, blijft staan.",
            "How many minutes of refresher in a licence year make a dagdeel; what was granted already stays.",
        ),
    },
    Known {
        key: "longest_gap_months",
        unit: SettingUnit::Months,
        bounds: 0..=120,
        description: (
            "Hoeveel maanden na het verlopen bijscholing nog volstaat; daarna is de training opnieuw nodig.",
            "For how many months after a lapse a refresher is enough; after that the training is needed again.",
        ),
    },
    Known {
        key: "deepening_sessions",
        unit: SettingUnit::Times,
        bounds: 0..=10,
        description: (
            "Hoeveel verdiepingsbijeenkomsten na de basistraining nodig zijn voor licentie A.",
            "How many deepening sessions licence A needs after the basic training.",
        ),
    },
    Known {
        key: "licence_b_days",
        unit: SettingUnit::Days,
        bounds: 0..=3650,
        description: (
            "Hoeveel dagen licentie A geldig moet zijn geweest voor licentie B.",
            "For how many days licence A must have been valid for licence B.",
        ),
    },
    Known {
        key: "licence_b_completions",
        unit: SettingUnit::Times,
        bounds: 0..=100,
        description: (
            "Hoeveel voltooide trajecten nodig zijn voor licentie B.",
            "How many completed trajectories licence B needs.",
        ),
    },
    Known {
        key: "track_trajectories",
        unit: SettingUnit::Times,
        bounds: 0..=20,
        description: (
            "Hoeveel voltooide trajecten het implementatietraject vraagt.",
            "How many completed trajectories the implementation track asks.",
        ),
    },
    Known {
        key: "track_supervisions",
        unit: SettingUnit::Times,
        bounds: 0..=20,
        description: (
            "Hoeveel supervisies per licentiejaar het implementatietraject vraagt.",
            "How many supervisions in a licence year the implementation track asks.",
        ),
    },
    Known {
        key: "track_supervision_minutes",
        unit: SettingUnit::Minutes,
        bounds: 1..=1440,
        description: (
            "Hoeveel minuten iemand bij een supervisie moet zijn om haar mee te tellen.",
            "For how many minutes somebody must be at a supervision for it to count.",
        ),
    },
    Known {
        key: "track_intervisions",
        unit: SettingUnit::Times,
        bounds: 0..=20,
        description: (
            "Hoeveel intervisies per licentiejaar, met hun verslag, het implementatietraject vraagt.",
            "How many intervisions in a licence year, with their reports, the implementation track asks.",
        ),
    },
    Known {
        key: "track_intervision_minutes",
        unit: SettingUnit::Minutes,
        bounds: 1..=1440,
        description: (
            "Hoeveel minuten iemand bij een intervisie moet zijn om haar mee te tellen.",
            "For how many minutes somebody must be at an intervision for it to count.",
        ),
    },
    Known {
        key: "reminder_days_first",
        unit: SettingUnit::Days,
        bounds: 1..=365,
        description: (
            "Hoeveel dagen voor het einde van een licentie de eerste herinnering gaat.",
            "How many days before the end of a licence the first reminder goes.",
        ),
    },
    Known {
        key: "reminder_days_second",
        unit: SettingUnit::Days,
        bounds: 1..=365,
        description: (
            "Hoeveel dagen voor het einde van een licentie de tweede herinnering gaat.",
            "How many days before the end of a licence the second reminder goes.",
        ),
    },
    Known {
        key: "reminder_days_third",
        unit: SettingUnit::Days,
        bounds: 1..=365,
        description: (
            "Hoeveel dagen voor het einde van een licentie de laatste herinnering gaat.",
            "How many days before the end of a licence the last reminder goes.",
        ),
    },
    Known {
        key: "proof_hours",
        unit: SettingUnit::Hours,
        bounds: 1..=720,
        description: (
            "Hoeveel uur een link werkt waarmee een begeleider de eigen licentie toont.",
            "For how many hours a link works with which a practitioner shows the own licence.",
        ),
    },
    Known {
        key: "declined_referral_months",
        unit: SettingUnit::Months,
        bounds: 1..=24,
        description: (
            "Hoeveel maanden na de afwijzing een aanmelding wordt verwijderd.",
            "How many months after it was declined a referral is deleted.",
        ),
    },
    Known {
        key: "handover_registration_days",
        unit: SettingUnit::Days,
        bounds: 0..=90,
        description: (
            "Hoeveel dagen na een overdracht een begeleider de eigen eerdere bezoeken nog kan vastleggen.",
            "For how many days after a hand-over a practitioner can still record the own earlier visits.",
        ),
    },
    Known {
        key: "teacher_link_days",
        unit: SettingUnit::Days,
        bounds: 1..=180,
        description: (
            "Hoeveel dagen een leerkracht met de persoonlijke link kan antwoorden.",
            "For how many days a teacher can answer through the personal link.",
        ),
    },
    Known {
        key: "transfer_days",
        unit: SettingUnit::Days,
        bounds: 1..=180,
        description: (
            "Hoeveel dagen een andere organisatie heeft om een gezin dat verhuist over te nemen.",
            "For how many days another organisation can take over a family that moves.",
        ),
    },
    Known {
        key: "grace_days",
        unit: SettingUnit::Days,
        bounds: 0..=90,
        description: (
            "Hoeveel dagen na de laatste dag van het abonnement een organisatie nog kan schrijven.",
            "For how many days after the last day of its subscription an organisation can still write.",
        ),
    },
    Known {
        key: "payment_term_days",
        unit: SettingUnit::Days,
        bounds: 1..=90,
        description: (
            "Binnen hoeveel dagen een factuur betaald moet zijn.",
            "Within how many days an invoice must be paid.",
        ),
    },
    Known {
        key: "training_group_minimum",
        unit: SettingUnit::Times,
        bounds: 1..=50,
        description: (
            "Hoeveel deelnemers, over alle organisaties samen, de gewone prijs van de training voor licentie A vraagt.",
            "How many participants, over all organisations, the usual price of the training for licence A takes.",
        ),
    },
    Known {
        key: "invoice_reminder_days_first",
        unit: SettingUnit::Days,
        bounds: 1..=180,
        description: (
            "Hoeveel dagen na de vervaldatum de eerste herinnering aan een factuur gaat.",
            "How many days after an invoice was due the first reminder of it goes.",
        ),
    },
    Known {
        key: "invoice_reminder_days_second",
        unit: SettingUnit::Days,
        bounds: 1..=180,
        description: (
            "Hoeveel dagen na de vervaldatum de tweede herinnering aan een factuur gaat.",
            "How many days after an invoice was due the second reminder of it goes.",
        ),
    },
    Known {
        key: "invoice_reminder_days_third",
        unit: SettingUnit::Days,
        bounds: 1..=180,
        description: (
            "Hoeveel dagen na de vervaldatum de laatste herinnering aan een factuur gaat.",
            "How many days after an invoice was due the last reminder of it goes.",
        ),
    },
    Known {
        key: "hours_budget",
        unit: SettingUnit::Hours,
        bounds: 1..=500,
        description: (
            "Hoeveel uur een traject ongeveer kost; getoond, nooit een minimum.",
            "About how many hours a trajectory takes; shown, never a minimum.",
        ),
    },
];

/// Whether the periods of licences follow from a setting.
pub fn decides_periods(key: &str) -> bool {
    matches!(key, "refresher_minutes" | "longest_gap_months")
}

pub fn known(key: &str) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.key == key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_is_found_by_its_key_and_has_room() {
        for setting in KNOWN {
            assert_eq!(KNOWN.iter().filter(|other| other.key == setting.key).count(), 1);
            assert!(known(setting.key).is_some());
            assert!(!setting.bounds.is_empty());
        }
        let deciding = KNOWN.iter().filter(|setting| decides_periods(setting.key));
        assert_eq!(deciding.count(), 2);
        assert!(known("of_another_release").is_none());
    }

    #[test]
    fn the_default_of_the_domain_lies_within_its_bounds() {
        let bounds = &known("wind_down_months").unwrap().bounds;
        assert!(bounds.contains(&0) && bounds.contains(&3) && bounds.contains(&24));
        assert!(!bounds.contains(&-1) && !bounds.contains(&25));
    }
}
