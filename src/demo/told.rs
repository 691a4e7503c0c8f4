//! Plays the whole stories of the demo, all of one organisation: their acts in the order of their days, with the clock on
//! each day, by those who would do it: the project leader refers, hands over and hears complaints, and the practitioner
//! does the rest.

use chrono::{NaiveDate, TimeDelta};
use serde_json::json;

use super::client::{Api, Seat, text};
use super::people::{Cast, Practitioner, Standing};
use super::scripts::{Act, SCRIPTS};
use super::tale::{Tale, missing};
use super::{Stage, pick};
use crate::problem::Problem;

/// How many of the stories become a family.
pub(super) const FAMILIES: u64 = 4;

/// Somebody whose session goes on from day to day.
struct Chair {
    seat: Seat,
    since: Option<NaiveDate>,
}

impl Chair {
    async fn sit<A: Api>(&mut self, stage: &Stage<'_, A>) -> Result<Seat, Problem> {
        let today = stage.state.clock.today();
        if self.since != Some(today) {
            self.seat = stage.go_on(&self.seat).await?;
            self.since = Some(today);
        }
        Ok(self.seat.clone())
    }
}

/// The stories, and what is still to be played of them.
pub(super) struct Stories {
    tales: Vec<Tale>,
    /// What is to come: day, which story, act; the next one last.
    to_come: Vec<(NaiveDate, usize, Act)>,
    leader: Chair,
    noor: Chair,
    noor_id: String,
    colleague_id: String,
    schools: Vec<(String, String)>,
}

impl Stories {
    pub fn new<A: Api>(stage: &Stage<'_, A>, cast: &Cast) -> Result<Self, Problem> {
        let home = pick(&cast.organisations, 0)?;
        let of_home = |standing: Standing| {
            let fits = move |one: &&Practitioner| one.organisation == 0 && one.standing == standing;
            cast.practitioners.iter().find(fits).map(|one| one.id.clone())
        };
        let account = cast.accounts.iter().find(|account| account.email.starts_with("noor@"));
        let account = account.ok_or_else(|| missing("practitioner who signs in"))?;
        let noor = Seat {
            access_token: String::new(),
            refresh_token: String::new(),
            email: account.email.clone(),
            totp_secret: account.totp_secret.clone(),
        };
        let tales: Vec<Tale> =
            SCRIPTS.iter().enumerate().map(|(number, script)| Tale::new(*script, number, stage.today)).collect();
        let mut to_come = Vec::new();
        for (number, tale) in tales.iter().enumerate() {
            let acts = tale.script.acts.iter();
            to_come.extend(acts.map(|(day, act)| (tale.start + TimeDelta::days(*day), number, *act)));
        }
        // Stable: acts of one story and day stay in their order.
        to_come.sort_by_key(|(day, number, _)| (*day, *number));
        to_come.reverse();
        Ok(Self {
            tales,
            to_come,
            leader: Chair { seat: home.leader.clone(), since: None },
            noor: Chair { seat: noor, since: None },
            noor_id: of_home(Standing::Renewed).ok_or_else(|| missing("Noor"))?,
            colleague_id: of_home(Standing::Valid).ok_or_else(|| missing("colleague"))?,
            schools: home.schools.clone(),
        })
    }

    /// Plays everything from before so many days ago.
    pub async fn play_until<A: Api>(&mut self, stage: &Stage<'_, A>, days_ago: i64) -> Result<(), Problem> {
        stage.progress.set_message("whole stories");
        let end = stage.today - TimeDelta::days(days_ago);
        let mut now = None;
        while let Some((day, number, act)) = self.to_come.pop_if(|(day, ..)| *day < end) {
            if now != Some(day) {
                stage.go_to((stage.today - day).num_days());
                now = Some(day);
            }
            self.play(stage, number, act).await?;
        }
        Ok(())
    }

    async fn play<A: Api>(&mut self, stage: &Stage<'_, A>, number: usize, act: Act) -> Result<(), Problem> {
        let Self { tales, leader, noor, noor_id, colleague_id, schools, .. } = self;
        let tale = tales.get_mut(number).ok_or_else(|| missing("such story"))?;
        let noors = tale.case.performer == *noor_id;
        match act {
            Act::Receive | Act::Wait(_) | Act::Screen | Act::Decline | Act::TellReferrer => {
                let leader = leader.sit(stage).await?;
                tale.refer(stage, &leader, schools, act).await
            }
            Act::Accept => {
                let performer = if tale.script.by_noor { noor_id } else { colleague_id };
                let leader = leader.sit(stage).await?;
                tale.accept(stage, &leader, performer).await?;
                stage.progress.inc(1);
                Ok(())
            }
            Act::HandOver => {
                let over = json!({ "fromPractitionerId": tale.case.performer, "toPractitionerId": noor_id,
                    "on": stage.state.clock.today() });
                stage.api.post(&leader.sit(stage).await?, &tale.case.path("/handovers"), &over).await?;
                noor_id.clone_into(&mut tale.case.performer);
                Ok(())
            }
            Act::SetHoliday(from, until) => {
                let holiday = json!({ "name": "Schoolvakantie", "fromOn": tale.case.day(from),
                    "untilOn": tale.case.day(until) });
                stage.api.post(&leader.sit(stage).await?, "/v1/school-holidays", &holiday).await?;
                Ok(())
            }
            Act::Complain => {
                let leader = leader.sit(stage).await?;
                let handler = text(&stage.api.get(&leader, "/v1/me").await?, "userId");
                let complaint = json!({ "familyId": tale.family, "receivedOn": stage.state.clock.today(),
                    "handledByUserId": handler, "aboutPractitionerId": colleague_id,
                    "description": "De wisseling van begeleider is laat verteld." });
                stage.api.post(&leader, "/v1/complaints", &complaint).await?;
                Ok(())
            }
            _ => {
                // The colleague has no account here: the project leader types what was done.
                let who = if noors { noor.sit(stage).await? } else { leader.sit(stage).await? };
                tale.guide(stage, &who, act).await
            }
        }
    }
}
