//! Who of a group is found to be whom: in one look there are bearers of many organisations.

use super::*;

fn organisation(number: u128) -> OrganisationId {
    OrganisationId(Uuid::from_u128(number))
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(1000 + number)
}

fn register() -> Register {
    let member = |organisation_id, session: u128, role: &str| Member {
        session_id: id(session),
        organisation_id: organisation(organisation_id).0,
        roles: vec![role.to_owned()],
        practitioner_id: None,
        in_good_standing: true,
        expires_at: DateTime::UNIX_EPOCH,
        organisation_status: "active".to_owned(),
    };
    let client = |organisation_id, client: u128, scope: &str| Client {
        organisation_id: organisation(organisation_id).0,
        id: id(client),
        scopes: vec![scope.to_owned()],
        status: "active".to_owned(),
        tokens_not_before: DateTime::UNIX_EPOCH,
        organisation_status: "active".to_owned(),
    };
    Register {
        members: vec![member(2, 2, "second"), member(1, 1, "first")],
        staff: vec![Staff { session_id: id(3), in_good_standing: true, expires_at: DateTime::UNIX_EPOCH }],
        clients: vec![client(2, 4, "theirs"), client(1, 4, "own"), client(1, 5, "another")],
        revoked: vec![(organisation(2).0, id(6)), (organisation(1).0, id(7))],
    }
}

fn said(bearer: Bearer) -> Option<String> {
    register().of(bearer).map(|known| match known {
        Known::Member(member) => member.roles.concat(),
        Known::Staff(_) => "staff".to_owned(),
        Known::Client { client, token_revoked } => {
            format!("{}{}", client.scopes.concat(), if token_revoked { ", revoked" } else { "" })
        }
    })
}

#[test]
fn a_session_is_found_in_its_own_organisation_only() {
    let member = |at, session| Bearer::Member { organisation: organisation(at), session: SessionId(id(session)) };
    assert_eq!(said(member(1, 1)).as_deref(), Some("first"));
    assert_eq!(said(member(2, 2)).as_deref(), Some("second"));
    for stranger in [member(1, 2), member(2, 1), member(1, 3), member(1, 9)] {
        assert_eq!(said(stranger), None, "{stranger:?}");
    }
    let staff = |session| Bearer::Staff { session: SessionId(id(session)) };
    assert_eq!(said(staff(3)).as_deref(), Some("staff"));
    assert_eq!(said(staff(1)), None);
}

#[test]
fn a_system_has_what_its_own_organisation_gave_and_revoked() {
    let client = |at, client, token| Bearer::Client {
        organisation: organisation(at),
        client: ApiClientId(id(client)),
        token: id(token),
    };
    for (bearer, expected) in [
        (client(1, 4, 6), Some("own")),
        (client(2, 4, 6), Some("theirs, revoked")),
        (client(1, 4, 7), Some("own, revoked")),
        (client(2, 4, 7), Some("theirs")),
        (client(1, 5, 8), Some("another")),
        (client(2, 5, 8), None),
    ] {
        assert_eq!(said(bearer).as_deref(), expected, "{bearer:?}");
    }
}
