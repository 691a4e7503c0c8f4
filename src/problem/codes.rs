//! The closed table of problem codes: code, status, title and remedy in Dutch and English. The OpenAPI document, the
//! pages under `/problems/{code}` and the handlers are made from it; a code that is not here can't be answered.

/// One row of the table.
pub struct Entry {
    pub code: &'static str,
    pub status: u16,
    /// Dutch, English.
    pub title: (&'static str, &'static str),
    /// What happened and how to mend it; Dutch, English.
    pub remedy: (&'static str, &'static str),
}

macro_rules! codes {
    ($($name:ident = $code:literal $status:literal
        nl $title_nl:literal $remedy_nl:literal
        en $title_en:literal $remedy_en:literal;)+) => {
        /// A problem code. Clients may act on it: a code never changes its meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code { $($name),+ }

        impl Code {
            pub const ALL: &'static [Code] = &[$(Code::$name),+];

            pub fn entry(self) -> &'static Entry {
                match self {
                    $(Code::$name => &Entry {
                        code: $code, status: $status,
                        title: ($title_nl, $title_en), remedy: ($remedy_nl, $remedy_en),
                    }),+
                }
            }
        }
    };
}

impl Code {
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|candidate| candidate.entry().code == code)
    }
}

codes! {
    ValidationFailed = "validation-failed" 400
        nl "De invoer klopt niet" "Elke fout staat in 'errors' met de plaats en de regel. Verbeter ze en stuur het verzoek opnieuw."
        en "The input is not valid" "Every violation is listed in 'errors' with its place and rule. Mend them and send the request again.";
    MalformedBody = "malformed-body" 400
        nl "De inhoud is geen leesbare JSON" "Stuur één JSON-document in UTF-8, niet dieper genest dan 100 niveaus."
        en "The body is not readable JSON" "Send one JSON document in UTF-8, nested no deeper than 100 levels.";
    UnknownReference = "unknown-reference" 400
        nl "Een verwijzing bestaat niet" "Het genoemde id bestaat niet of is voor u niet zichtbaar. Controleer het id en uw toegang."
        en "A reference does not exist" "The id named does not exist or is not yours to see. Check the id and your access.";
    CursorInvalid = "cursor-invalid" 400
        nl "De cursor hoort niet bij deze vraag" "Gebruik 'nextCursor' ongewijzigd en met dezelfde filters, of begin zonder cursor."
        en "The cursor does not belong to this query" "Use 'nextCursor' unchanged and with the same filters, or start without a cursor.";
    IdempotencyKeyInvalid = "idempotency-key-invalid" 400
        nl "De Idempotency-Key is onbruikbaar" "Gebruik 1 tot 255 zichtbare ASCII-tekens, bijvoorbeeld een UUID."
        en "The Idempotency-Key can't be used" "Use 1 to 255 visible ASCII characters, a UUID for example.";
    Unauthorized = "unauthorized" 401
        nl "Aanmelden is nodig" "Stuur een geldig toegangsbewijs mee: 'Authorization: Bearer …'. Verlopen? Vernieuw het of meld u opnieuw aan."
        en "Sign-in is needed" "Send a valid access token: 'Authorization: Bearer …'. Expired? Refresh it or sign in again.";
    CredentialsInvalid = "credentials-invalid" 401
        nl "Aanmelden is niet gelukt" "E-mailadres, wachtwoord of code klopt niet. Controleer ze, of vraag een nieuw wachtwoord aan."
        en "Sign-in failed" "E-mail address, password or code is not right. Check them, or ask for a new password.";
    SecondFactorRequired = "second-factor-required" 401
        nl "De code van uw app is nodig" "Stuur 'totpCode' uit uw authenticator-app mee, of een 'recoveryCode'."
        en "The code of your app is needed" "Send 'totpCode' from your authenticator app, or a 'recoveryCode'.";
    Forbidden = "forbidden" 403
        nl "Dit mag u niet" "Uw rol of de rechten van deze koppeling staan dit niet toe. Het lid 'scope' zegt welk recht nodig is."
        en "You may not do this" "Your role or this client's scopes do not allow it. The member 'scope' says which one is needed.";
    NotFound = "not-found" 404
        nl "Niet gevonden" "Er is hier niets, of het is voor u niet zichtbaar. Controleer het adres."
        en "Not found" "There is nothing here, or it is not yours to see. Check the address.";
    MethodNotAllowed = "method-not-allowed" 405
        nl "Deze methode bestaat hier niet" "De kop 'Allow' noemt de methoden die dit adres kent."
        en "This method does not exist here" "The header 'Allow' names the methods that this address knows.";
    NotAcceptable = "not-acceptable" 406
        nl "Deze vorm kunnen we niet leveren" "Vraag om 'application/json' in de kop 'Accept'."
        en "This representation is not available" "Ask for 'application/json' in the 'Accept' header.";
    AlreadyExists = "already-exists" 409
        nl "Dit bestaat al" "Gebruik het bestaande ('location' als u het mag zien), of kies een andere waarde."
        en "This exists already" "Use the existing one ('location' if it is yours to see), or choose another value.";
    InUse = "in-use" 409
        nl "Dit is nog in gebruik" "Iets anders verwijst hiernaar; 'usedBy' zegt wat voor iets. Verwijder eerst die verwijzing."
        en "This is still in use" "Something else refers to this; 'usedBy' says what kind of thing. Remove that reference first.";
    IdempotencyKeyInUse = "idempotency-key-in-use" 409
        nl "Een verzoek met deze sleutel loopt nog" "Wacht even en herhaal het verzoek met dezelfde sleutel."
        en "A request with this key is still running" "Wait a moment and repeat the request with the same key.";
    IdempotencyResponseNotKept = "idempotency-response-not-kept" 409
        nl "Dit is al gedaan; het antwoord bevatte een geheim en is niet bewaard" "Zie 'location', als die er is. Is het geheim kwijt, maak dan een nieuw, of meld u opnieuw aan."
        en "This was done already; its answer held a secret and was not kept" "See 'location', if there is one. If the secret is lost, make a new one, or sign in anew.";
    LicenceNotValid = "licence-not-valid" 409
        nl "De licentie is op die dag niet geldig" "Het lid 'reason' zegt waarom en 'remedy' wat helpt. De licentie van de uitvoerder telt, op de datum van de activiteit."
        en "The licence is not valid on that day" "The member 'reason' says why and 'remedy' what helps. The performer's licence counts, on the date of the activity.";
    LicenceExists = "licence-exists" 409
        nl "Deze persoon heeft al een licentie van deze soort in die periode" "Bekijk de bestaande licentie; een nieuwe periode mag er niet mee overlappen."
        en "This person has a licence of this kind in that period already" "Look at the existing licence; a new period may not overlap with it.";
    SubscriptionInactive = "subscription-inactive" 409
        nl "De organisatie heeft geen lopend abonnement" "Lezen en exporteren blijft mogelijk. Laat Stichting Aanzet het abonnement (opnieuw) starten om te schrijven."
        en "The organisation has no active subscription" "Reading and exporting stay possible. Have Stichting Aanzet (re)start the subscription in order to write.";
    OrganisationReadOnly = "organisation-read-only" 409
        nl "De organisatie staat op alleen-lezen" "Vraag Stichting Aanzet om de organisatie weer te openen."
        en "The organisation is read-only" "Ask Stichting Aanzet to open the organisation again.";
    SubscriptionOverlaps = "subscription-overlaps" 409
        nl "Er loopt al een abonnement in die tijd" "Beëindig het bestaande abonnement eerst, of kies andere datums."
        en "A subscription runs in that time already" "End the existing subscription first, or choose other dates.";
    FamilyHasRunningTrajectory = "family-has-running-trajectory" 409
        nl "Dit gezin heeft al een traject onder begeleiding" "Rond het lopende traject af of stop het; 'trajectoryId' noemt het, als u het mag zien. In de nazorg mag een nieuw traject beginnen."
        en "This family has a trajectory under guidance already" "Complete or discontinue the running one; 'trajectoryId' names it, if it is yours to see. During aftercare a new trajectory may start.";
    AssignmentOverlaps = "assignment-overlaps" 409
        nl "Deze begeleider is in die tijd al aan het traject gekoppeld" "Wijzig de bestaande koppeling ('assignmentId') of kies andere datums."
        en "This practitioner is assigned to the trajectory in that time already" "Change the existing assignment ('assignmentId') or choose other dates.";
    VisitStatusConflict = "visit-status-conflict" 409
        nl "Dat kan niet bij de stand van dit bezoek" "Het lid 'currentStatus' zegt hoe het bezoek ervoor staat en 'allowed' wat nu kan."
        en "That can't be done in the visit's present status" "The member 'currentStatus' says how the visit stands and 'allowed' what can be done now.";
    TrajectoryClosed = "trajectory-closed" 409
        nl "Het traject is gesloten" "Een voltooid of gestopt traject neemt dit niet meer op."
        en "The trajectory is closed" "A completed or discontinued trajectory does not take this any more.";
    StartAfterVisits = "start-after-visits" 409
        nl "Er is al iets vastgelegd voor die dag" "Het traject begint niet later dan het eerste wat is vastgelegd, zoals een bezoek, plan, evaluatie, overgang, tijdregistratie of signaal; 'latest' noemt die dag."
        en "Something was recorded before that day" "The trajectory starts no later than the first thing recorded, such as a visit, plan, evaluation, transition, time entry or signal; 'latest' names that day.";
    AssignmentBegun = "assignment-begun" 409
        nl "Deze koppeling is al ingegaan" "Wie toegang had blijft bekend. Beëindig de koppeling met 'untilOn'."
        en "This assignment has begun already" "Who had access stays known. End the assignment with 'untilOn'.";
    FutureDate = "date-in-future" 409
        nl "Die datum ligt in de toekomst" "Leg vast wat gebeurd is op of voor vandaag; plan wat nog komt."
        en "That date lies in the future" "Record what happened on or before today; plan what is to come.";
    BeforeStart = "date-before-start" 409
        nl "Die datum ligt voor het begin" "Kies een datum op of na het begin van het traject; 'earliest' noemt die dag."
        en "That date lies before the start" "Choose a date on or after the trajectory's start; 'earliest' names that day.";
    NotATrainer = "not-a-trainer" 409
        nl "Deze persoon mag geen training geven" "Daarvoor is een geldige licentie B in deze organisatie nodig."
        en "This person may not give training" "That takes a valid licence B in this organisation.";
    FileNotTaken = "file-not-taken" 415
        nl "Dit bestand nemen we niet aan" "Stuur een PDF, PNG of JPEG van ten hoogste 10 MiB, met de juiste Content-Type en zonder scripts of bijlagen erin."
        en "This file is not taken" "Send a PDF, PNG or JPEG of at most 10 MiB, with the right Content-Type and without scripts or attachments in it.";
    HandInJudged = "hand-in-judged" 409
        nl "Dit is al beoordeeld" "Goedgekeurd werk verandert niet meer. Lever zo nodig nieuw werk in."
        en "This was judged already" "Approved work does not change any more. Hand in new work if need be.";
    LicenceRequirementsNotMet = "licence-requirements-not-met" 409
        nl "Voor deze licentie ontbreekt nog iets" "Het lid 'missing' zegt wat nodig is, hoeveel er is en hoeveel er moet zijn."
        en "Something is still missing for this licence" "The member 'missing' says what is needed, how much is there and how much must be.";
    OwnTraining = "own-training" 409
        nl "Niemand volgt de eigen training" "Wie traint, kan geen deelnemer zijn: niemand geeft zichzelf een licentie."
        en "Nobody attends the own training" "Who trains can't take part: nobody gives himself or herself a licence.";
    OwnLicence = "own-licence" 409
        nl "Niemand geeft zichzelf een licentie" "Een collega geeft af, keurt goed of beoordeelt wat over u zelf gaat."
        en "Nobody gives himself or herself a licence" "A colleague issues, approves or judges what is about yourself.";
    TrainingFull = "training-full" 409
        nl "Deze training is vol" "Het lid 'capacity' zegt hoeveel plaatsen er zijn, 'placesTaken' hoeveel er bezet zijn. Kies een andere training of maak plaats."
        en "This session is full" "The member 'capacity' says how many places there are, 'placesTaken' how many are taken. Choose another session or make room.";
    TrainingCancelled = "training-cancelled" 409
        nl "Deze training gaat niet door" "Voor een afgezegde training wordt niets meer vastgelegd. Maak een nieuwe."
        en "This session was cancelled" "Nothing more is recorded for a cancelled session. Add a new one.";
    AttendanceGroundsLicence = "attendance-grounds-licence" 409
        nl "Hierop rust al een licentie" "Alleen Stichting Aanzet kan dit nog verbeteren, want de licentie verandert mee."
        en "A licence rests on this already" "Only Stichting Aanzet can still correct this, because the licence changes with it.";
    LastProjectLeader = "last-project-leader" 409
        nl "Een organisatie houdt ten minste één projectleider" "Geef eerst iemand anders de rol van projectleider."
        en "An organisation keeps at least one project leader" "Give somebody else the role of project leader first.";
    UserStatusConflict = "user-status-conflict" 409
        nl "Dat kan niet bij de stand van deze gebruiker" "Het lid 'currentStatus' zegt hoe de gebruiker ervoor staat en 'allowed' wat nu kan."
        en "That can't be done in the user's present status" "The member 'currentStatus' says how the user stands and 'allowed' what can be done now.";
    ProjectLeaderExists = "project-leader-exists" 409
        nl "Deze organisatie heeft al een projectleider" "De projectleider nodigt zelf collega's uit. De licentiehouder benoemt alleen de eerste."
        en "This organisation has a project leader already" "The project leader invites colleagues. The licence holder appoints the first one only.";
    ApiClientStatusConflict = "api-client-status-conflict" 409
        nl "Dat kan niet bij de stand van deze koppeling" "Het lid 'currentStatus' zegt hoe de koppeling ervoor staat. Een ingetrokken koppeling komt niet terug: maak een nieuwe."
        en "That can't be done in the client's present status" "The member 'currentStatus' says how the client stands. A revoked client does not come back: make a new one.";
    OrganisationChoiceRequired = "organisation-choice-required" 409
        nl "U hoort bij meer organisaties" "Kies er een uit 'organisations' en stuur die mee als 'organisationId'."
        en "You belong to several organisations" "Choose one of 'organisations' and send it as 'organisationId'.";
    LinkInvalid = "link-invalid" 400
        nl "Deze link werkt niet (meer)" "De link is verlopen, al gebruikt of ingetrokken. Vraag een nieuwe aan."
        en "This link does not work (any more)" "The link has expired, was used already or was withdrawn. Ask for a new one.";
    StaleVersion = "stale-version" 412
        nl "Iemand anders was u voor" "Haal de huidige versie op ('currentETag'), voeg uw wijziging in en probeer het opnieuw."
        en "Somebody else was first" "Get the current version ('currentETag'), merge your change and try again.";
    BodyTooLarge = "body-too-large" 413
        nl "De inhoud is te groot" "Het lid 'maximumBytes' zegt hoeveel er past."
        en "The body is too large" "The member 'maximumBytes' says how much fits.";
    UnsupportedMediaType = "unsupported-media-type" 415
        nl "Dit soort inhoud lezen we niet" "Stuur 'application/json' (bij PATCH 'application/merge-patch+json') zonder compressie."
        en "This kind of body is not read" "Send 'application/json' (for PATCH 'application/merge-patch+json') without compression.";
    IdempotencyKeyReused = "idempotency-key-reused" 422
        nl "Deze sleutel hoort bij een ander verzoek" "Gebruik voor elk nieuw verzoek een nieuwe Idempotency-Key."
        en "This key belongs to another request" "Use a new Idempotency-Key for every new request.";
    PreconditionRequired = "precondition-required" 428
        nl "If-Match ontbreekt" "Haal het object op en stuur zijn ETag mee in 'If-Match'."
        en "If-Match is missing" "Get the object and send its ETag in 'If-Match'.";
    TooManyRequests = "too-many-requests" 429
        nl "Te veel verzoeken" "Wacht het aantal seconden van 'Retry-After' en ga daarna rustiger verder."
        en "Too many requests" "Wait the seconds of 'Retry-After', then go on more slowly.";
    LicenceStatusConflict = "licence-status-conflict" 409
        nl "Dat kan niet bij de stand van deze licentie" "Er is niets te schorsen, in te trekken of te herstellen. Bekijk de maatregelen van de licentie; een lopende eindigt met 'reinstate'."
        en "That can't be done in the licence's present status" "There is nothing to suspend, revoke or reinstate. Look at the licence's measures; a running one ends with 'reinstate'.";
    LicenceKindConflict = "licence-kind-conflict" 409
        nl "Dat hoort bij de andere soort licentie" "Verlengen en vrijstellen gaan over licentie A, bevestigen over licentie B. Het lid 'kind' zegt welke dit is; kies de andere licentie van deze persoon."
        en "That belongs to the other kind of licence" "Renewing and dispensing are for licence A, confirming is for licence B. The member 'kind' says which this is; choose the person's other licence.";
    GroundWithdrawn = "ground-withdrawn" 409
        nl "Dit is al ingetrokken" "Wat is ingetrokken, telt niet meer en verandert niet meer; 'withdrawnAt' zegt sinds wanneer. Onder 'grounds' van de licentie staat waarop zij nu rust."
        en "This was withdrawn already" "What was withdrawn no longer counts and no longer changes; 'withdrawnAt' says since when. What the licence rests on now is listed under its 'grounds'.";
    GroundKindConflict = "ground-kind-conflict" 409
        nl "Hiervan is geen laatste dag te verbeteren" "Alleen een overgenomen licentie ('transferred') bracht een eigen laatste dag mee; 'kind' zegt wat dit is. Wat ten onrechte is gegeven, wordt ingetrokken."
        en "This has no last day to correct" "Only a transferred licence brought a last day of its own; 'kind' says what this is. What was given in error is withdrawn.";
    PractitionerStatusConflict = "practitioner-status-conflict" 409
        nl "De begeleider heeft die status al" "Het lid 'currentStatus' zegt welke. Er is niets te doen."
        en "The practitioner has that status already" "The member 'currentStatus' says which. There is nothing to do.";
    TransitionNotAllowed = "transition-not-allowed" 409
        nl "Deze overgang kan nog niet" "Het lid 'unmet' noemt alles wat nog ontbreekt of niet klopt, met een uitleg bij elk."
        en "This transition is not possible yet" "The member 'unmet' names everything that is still missing or wrong, each with an explanation.";
    CompletionRestsOnThis = "completion-rests-on-this" 409
        nl "De afronding van het traject rust hierop" "Heropen het traject eerst met een overgang naar 'active'; 'unmet' zegt wat anders zou ontbreken."
        en "The trajectory's completion rests on this" "Reopen the trajectory first with a transition to 'active'; 'unmet' says what would be missing otherwise.";
    AnswersInvalid = "answers-invalid" 400
        nl "De antwoorden passen niet bij de vragenlijst" "Elke fout staat in 'errors' met de vraag en de regel. De vragenlijst staat onder '/v1/catalogue/questionnaires'."
        en "The answers do not fit the questionnaire" "Every violation is listed in 'errors' with its question and rule. The questionnaire is under '/v1/catalogue/questionnaires'.";
    QuestionnaireVersionRetired = "questionnaire-version-retired" 409
        nl "Deze versie van de vragenlijst is vervangen" "Gebruik de nieuwste versie; het lid 'currentVersionId' noemt haar. Wat eerder is afgenomen, houdt zijn versie."
        en "This version of the questionnaire was replaced" "Use the newest version; the member 'currentVersionId' names it. What was taken earlier keeps its version.";
    EvaluationStatusConflict = "evaluation-status-conflict" 409
        nl "Dat kan niet bij de stand van deze evaluatie" "Een concept wordt gewijzigd of verwijderd; wat vaststaat wordt met een reden verbeterd ('amend'). 'currentStatus' zegt hoe zij ervoor staat."
        en "That can't be done in the evaluation's present status" "A draft is changed or removed; what is final is amended with a reason. 'currentStatus' says how it stands.";
    EvaluationOutOfOrder = "evaluation-out-of-order" 409
        nl "De volgorde van de evaluaties klopt niet" "Het lid 'after' zegt waarna deze evaluatie komt en 'earliest' vanaf welke dag, of 'before' waarvoor en 'latest' tot welke dag. Leg dat eerst vast, of kies een andere dag."
        en "The order of evaluations is not right" "The member 'after' says what this evaluation comes after and 'earliest' from which day, or 'before' what it comes before and 'latest' until which day. Record that first, or choose another day.";
    AftercareTooEarly = "aftercare-too-early" 409
        nl "Nazorg en follow-up komen na de afronding" "Op die dag was de begeleiding niet afgerond; 'earliest' noemt de dag van de afronding, als die er is. Leg eerst de overgang naar 'completed' vast."
        en "Aftercare and follow-up come after completion" "On that day the guidance was not completed; 'earliest' names the day of completion, if there is one. Record the transition to 'completed' first.";
    ReferralStatusConflict = "referral-status-conflict" 409
        nl "Dat kan niet bij de stand van deze aanmelding" "Het lid 'currentStatus' zegt hoe de aanmelding ervoor staat en 'allowed' wat nu kan."
        en "That can't be done in the referral's present status" "The member 'currentStatus' says how the referral stands and 'allowed' what can be done now.";
    ReferralNotIndicated = "referral-not-indicated" 409
        nl "Deze aanmelding is niet te aanvaarden" "Het lid 'unmet' noemt wat ontbreekt. Vul de screening aan, zet de aanmelding op de wachtlijst of wijs haar af."
        en "This referral can't be accepted" "The member 'unmet' names what is missing. Complete the screening, put the referral on the waiting list or decline it.";
    ComplaintStatusConflict = "complaint-status-conflict" 409
        nl "Deze klacht is al afgehandeld" "Een afgehandelde klacht verandert niet meer. Leg een nieuwe vast als er meer is."
        en "This complaint has been settled" "A settled complaint does not change any more. Record a new one if there is more.";
    CertificateTooEarly = "certificate-too-early" 409
        nl "Voor een certificaat is het nog te vroeg" "Certificaten horen bij de afronding. Breng het traject eerst in de fase 'closing'."
        en "It is too early for a certificate" "Certificates belong to closing. Move the trajectory into the phase 'closing' first.";
    TeacherLinkConflict = "teacher-link-conflict" 409
        nl "Deze link is al verzonden of ingetrokken" "De evaluatie van de leerkracht staat vast: 'evaluationStatus' zegt hoe, en wie de link maakte krijgt ook 'evaluationId'."
        en "This link was submitted or revoked already" "The teacher's evaluation is final: 'evaluationStatus' says how, and who makes links gets 'evaluationId' too.";
    ConsentWithdrawn = "consent-withdrawn" 409
        nl "Een ouder heeft de toestemming hiervoor ingetrokken" "Het lid 'purpose' zegt waarvoor en 'parentIds' wie. Leg de nieuwe toestemming van de ouder vast, of laat dit achterwege."
        en "A parent has withdrawn the consent for this" "The member 'purpose' says for what and 'parentIds' who. Record the new consent of the parent, or leave this.";
    ConsentMissing = "consent-missing" 409
        nl "Hiervoor ontbreekt een toestemming" "Het lid 'purpose' zegt waarvoor en 'parentIds' van wie. Leg de toestemming van elke genoemde ouder vast, of noem die ouder niet."
        en "A consent is missing for this" "The member 'purpose' says for what and 'parentIds' whose. Record the consent of each parent named, or leave that parent out.";
    TransferStatusConflict = "transfer-status-conflict" 409
        nl "Dat kan niet bij de stand van deze overdracht" "Het lid 'currentStatus' zegt hoe zij ervoor staat. Alleen een openstaand aanbod wordt aangenomen, afgeslagen of ingetrokken; laat zo nodig een nieuw aanbod doen."
        en "That can't be done in the transfer's present status" "The member 'currentStatus' says how it stands. Only an open offer is accepted, declined or withdrawn; have a new one made if need be.";
    InternalError = "internal-error" 500
        nl "Er ging bij ons iets mis" "Er is niets half opgeslagen. Probeer het later opnieuw en noem bij vragen de waarde van 'instance'."
        en "Something went wrong on our side" "Nothing was half stored. Try again later and name the value of 'instance' when you ask us.";
    DatabaseUnavailable = "database-unavailable" 503
        nl "De dienst is even niet bereikbaar" "Herhaal het verzoek na het aantal seconden van 'Retry-After', met dezelfde Idempotency-Key."
        en "The service is away for a moment" "Repeat the request after the seconds of 'Retry-After', with the same Idempotency-Key.";
    LastParent = "last-parent" 409
        nl "Een gezin houdt ten minste één ouder" "Voeg eerst een andere ouder of verzorger toe."
        en "A family keeps at least one parent" "Add another parent or carer first.";
    FamilyFull = "family-full" 409
        nl "In dit gezin past niemand meer bij" "Het lid 'maximum' zegt hoeveel ouders of kinderen een gezin heeft. Klopt dat niet, verdeel ze dan over gezinnen."
        en "Nobody more fits into this family" "The member 'maximum' says how many parents or children a family has. If that is wrong, divide them over families.";
    PriceMissing = "price-missing" 409
        nl "Er ontbreekt een prijs" "Het lid 'items' noemt elk artikel en de dag. Leg de prijs vast onder '/v1/prices' en probeer het opnieuw."
        en "A price is missing" "The member 'items' names each item and the day. Record the price under '/v1/prices' and try again.";
    PriceBilled = "price-billed" 409
        nl "Met deze prijs is al gefactureerd" "Wat gefactureerd is verandert niet. Leg een nieuwe prijs vast die later ingaat; 'earliest' noemt de eerste dag die kan."
        en "This price was billed already" "What was billed does not change. Record a new price that starts later; 'earliest' names the first day that is possible.";
    SellerMissing = "seller-missing" 409
        nl "De gegevens van de afzender ontbreken" "Vul eerst '/v1/seller' in: zonder naam, adres, KVK-nummer, btw-nummer en rekening is een factuur niet geldig."
        en "The sender's details are missing" "Fill in '/v1/seller' first: without name, address, trade register number, BTW number and account an invoice is not valid.";
    InvoiceIssued = "invoice-issued" 409
        nl "Deze factuur is al verstuurd" "Een genummerde factuur verandert niet meer. Maak een creditnota om haar te verbeteren."
        en "This invoice was issued already" "A numbered invoice does not change any more. Make a credit note to correct it.";
    InvoiceStatusConflict = "invoice-status-conflict" 409
        nl "Dat kan niet bij de stand van deze factuur" "Het lid 'currentStatus' zegt hoe de factuur ervoor staat en 'allowed' wat nu kan."
        en "That can't be done in the invoice's present status" "The member 'currentStatus' says how the invoice stands and 'allowed' what can be done now.";
    NothingToBill = "nothing-to-bill" 409
        nl "Er is niets te factureren" "Alles wat is bevestigd, is al gefactureerd. Bevestig eerst een bestelling, of factureer een maand met '/v1/billing-runs'."
        en "There is nothing to bill" "All that was confirmed has been billed. Confirm an order first, or bill a month with '/v1/billing-runs'.";
    PaymentExceedsOpen = "payment-exceeds-open" 409
        nl "Zoveel staat er niet open" "Het lid 'openCents' zegt hoeveel er nog open staat. Boek niet meer dan dat; betaal de rest terug."
        en "That much is not open" "The member 'openCents' says how much is still open. Book no more than that; pay the rest back.";
    CreditExceedsInvoice = "credit-exceeds-invoice" 409
        nl "Zoveel valt er niet te crediteren" "Het lid 'creditableCents' zegt per regel hoeveel er nog over is. Crediteer niet meer dan dat."
        en "That much can't be credited" "The member 'creditableCents' says for each line how much is left. Credit no more than that.";
    OrderStatusConflict = "order-status-conflict" 409
        nl "Dat kan niet bij de stand van deze bestelling" "Het lid 'currentStatus' zegt hoe de bestelling ervoor staat en 'allowed' wat nu kan."
        en "That can't be done in the order's present status" "The member 'currentStatus' says how the order stands and 'allowed' what can be done now.";
    TrainingGroupTooSmall = "training-group-too-small" 409
        nl "De groep is te klein voor de gewone prijs" "Het lid 'participants' zegt hoeveel deelnemers er over alle organisaties zijn en 'minimum' hoeveel er nodig zijn. Noem zelf een prijs, of wacht op meer deelnemers."
        en "The group is too small for the usual price" "The member 'participants' says how many there are over all organisations and 'minimum' how many it takes. Name a price, or wait for more participants.";
    MaterialsNeedPractitioners = "materials-need-practitioners" 409
        nl "Materiaal gaat naar organisaties die opleiden of uitvoeren" "Deze organisatie heeft nog geen begeleiders in of na de training. Leg eerst de training vast."
        en "Materials go to organisations that train or carry out" "This organisation has no practitioners in or after training yet. Record the training first.";
}
