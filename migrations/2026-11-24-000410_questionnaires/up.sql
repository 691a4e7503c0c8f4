-- First versions of the programme's questionnaires (domain.md §5). The questions are our own; the topics come from the
-- intervention. A published version never changes: a correction is a next version.
INSERT INTO questionnaire_versions (id, code, version, published_on, content) VALUES
('019b76da-a800-7000-8000-000000000001', 'intake_parent', 1, '2026-01-01', $json${
  "title": {"nl": "Intake: vragen aan de ouder", "en": "Intake: questions for the parent"},
  "introduction": {
    "nl": "Met deze vragen leren we u en uw kind kennen. Er zijn geen foute antwoorden. Bij een gezichtje kiest u wat het beste past: van heel verdrietig tot heel blij.",
    "en": "With these questions we get to know you and your child. There are no wrong answers. Where you see faces, choose the one that fits best: from very sad to very happy."
  },
  "scale": 5,
  "questions": [
    {
      "code": "hopes", "type": "text", "required": true, "maxLength": 1000,
      "text": {
        "nl": "Wat hoopt u dat er over een paar maanden anders is, voor uw kind en voor uzelf?",
        "en": "What do you hope will be different in a few months, for your child and for yourself?"
      }
    },
    {
      "code": "wants_to_learn", "type": "multiple_choice", "required": true,
      "text": {
        "nl": "Waar wilt u zelf graag beter in worden?",
        "en": "What would you like to get better at yourself?"
      },
      "hint": {
        "nl": "Kies wat u nu het belangrijkst vindt. U kunt later nog van gedachten veranderen.",
        "en": "Choose what matters most to you now. You can change your mind later."
      },
      "options": [
        {"value": "learning_attitude", "text": {"nl": "Leerhouding: opletten en nieuwsgierig zijn", "en": "Learning attitude: paying attention and being curious"}},
        {"value": "language", "text": {"nl": "Taal en lezen", "en": "Language and reading"}},
        {"value": "arithmetic", "text": {"nl": "Rekenen", "en": "Arithmetic"}},
        {"value": "fine_motor_skills", "text": {"nl": "Knippen, tekenen en schrijven", "en": "Cutting, drawing and writing"}},
        {"value": "teacher_contact", "text": {"nl": "Contact met de leerkracht", "en": "Contact with the teacher"}},
        {"value": "structure", "text": {"nl": "Vaste tijden en een vaste plek", "en": "Fixed times and a fixed place"}},
        {"value": "limits", "text": {"nl": "Regels en grenzen", "en": "Rules and limits"}},
        {"value": "positive_attention", "text": {"nl": "Complimenten en aandacht geven", "en": "Giving compliments and attention"}}
      ]
    },
    {
      "code": "school_work", "type": "choice", "required": true,
      "text": {
        "nl": "Hoe vaak bent u thuis met uw kind bezig met iets van school?",
        "en": "How often are you and your child busy at home with something for school?"
      },
      "options": [
        {"value": "almost_daily", "text": {"nl": "Bijna elke dag", "en": "Almost every day"}},
        {"value": "weekly", "text": {"nl": "Een paar keer per week", "en": "A few times a week"}},
        {"value": "sometimes", "text": {"nl": "Soms", "en": "Sometimes"}},
        {"value": "never", "text": {"nl": "(Bijna) nooit", "en": "(Almost) never"}}
      ]
    },
    {
      "code": "school_work_mood", "type": "smiley", "required": true,
      "text": {
        "nl": "Hoe is de sfeer als u daar samen mee bezig bent?",
        "en": "What is the mood like when you do that together?"
      },
      "condition": {"question": "school_work", "oneOf": ["almost_daily", "weekly", "sometimes"]}
    },
    {
      "code": "school_work_hard", "type": "text", "required": true, "maxLength": 1000,
      "text": {"nl": "Wat maakt het lastig?", "en": "What makes it difficult?"},
      "condition": {"question": "school_work_mood", "oneOf": [1, 2]}
    },
    {
      "code": "languages", "type": "text", "required": true, "maxLength": 500,
      "text": {
        "nl": "Welke talen hoort en spreekt uw kind thuis, en met wie?",
        "en": "Which languages does your child hear and speak at home, and with whom?"
      }
    },
    {
      "code": "fixed_rhythm", "type": "choice", "required": true,
      "text": {
        "nl": "Verloopt een schooldag bij u thuis in een vaste volgorde, van opstaan tot slapen?",
        "en": "Does a school day at your home follow a fixed order, from getting up to going to sleep?"
      },
      "options": [
        {"value": "mostly", "text": {"nl": "Meestal wel", "en": "Mostly it does"}},
        {"value": "partly", "text": {"nl": "Sommige dingen wel, andere niet", "en": "Some things do, others don't"}},
        {"value": "hardly", "text": {"nl": "Elke dag is anders", "en": "Every day is different"}}
      ]
    },
    {
      "code": "sleep", "type": "choice", "required": true,
      "text": {"nl": "Hoe slaapt uw kind op schooldagen?", "en": "How does your child sleep on school days?"},
      "options": [
        {"value": "well", "text": {"nl": "Goed en lang genoeg", "en": "Well and long enough"}},
        {"value": "late", "text": {"nl": "Goed, maar gaat vaak laat slapen", "en": "Well, but often goes to sleep late"}},
        {"value": "restless", "text": {"nl": "Onrustig of te kort", "en": "Restlessly or too little"}}
      ]
    },
    {
      "code": "behaviour", "type": "smiley", "required": true,
      "text": {
        "nl": "Hoe vindt u dat uw kind zich thuis gedraagt?",
        "en": "How do you feel about the way your child behaves at home?"
      }
    },
    {
      "code": "behaviour_hard", "type": "text", "required": false, "maxLength": 1000,
      "text": {
        "nl": "Wanneer is het gedrag moeilijk, en wat doet u dan?",
        "en": "When is the behaviour difficult, and what do you do then?"
      },
      "condition": {"question": "behaviour", "oneOf": [1, 2]}
    },
    {
      "code": "now_learning_attitude", "type": "smiley", "required": true,
      "text": {
        "nl": "Uw kind helpen om op te letten en nieuwsgierig te zijn: hoe gaat dat nu?",
        "en": "Helping your child to pay attention and be curious: how is that going now?"
      }
    },
    {
      "code": "now_language", "type": "smiley", "required": true,
      "text": {
        "nl": "Samen praten, voorlezen en lezen: hoe gaat dat nu?",
        "en": "Talking, reading aloud and reading together: how is that going now?"
      }
    },
    {
      "code": "now_arithmetic", "type": "smiley", "required": true,
      "text": {
        "nl": "Samen tellen en rekenen in gewone dingen, zoals bij het koken: hoe gaat dat nu?",
        "en": "Counting and doing sums together in everyday things such as cooking: how is that going now?"
      }
    },
    {
      "code": "now_fine_motor_skills", "type": "smiley", "required": true,
      "text": {
        "nl": "Samen knippen, kleuren, bouwen of schrijven: hoe gaat dat nu?",
        "en": "Cutting, colouring, building or writing together: how is that going now?"
      }
    },
    {
      "code": "now_teacher_contact", "type": "smiley", "required": true,
      "text": {
        "nl": "Met de leerkracht praten over uw kind: hoe gaat dat nu?",
        "en": "Talking with the teacher about your child: how is that going now?"
      }
    },
    {
      "code": "now_structure", "type": "smiley", "required": true,
      "text": {
        "nl": "Een vaste dagindeling en een vaste plek voor schoolwerk: hoe gaat dat nu?",
        "en": "A regular day and a regular place for school work: how is that going now?"
      }
    },
    {
      "code": "now_limits", "type": "smiley", "required": true,
      "text": {
        "nl": "Duidelijke regels stellen en daarbij blijven: hoe gaat dat nu?",
        "en": "Setting clear rules and keeping to them: how is that going now?"
      }
    },
    {
      "code": "now_positive_attention", "type": "smiley", "required": true,
      "text": {
        "nl": "Laten merken dat u trots bent en aandacht geven: hoe gaat dat nu?",
        "en": "Showing that you are proud and giving attention: how is that going now?"
      }
    },
    {
      "code": "visit_days", "type": "multiple_choice", "required": true,
      "text": {"nl": "Op welke dagen kunnen we bij u langskomen?", "en": "On which days can we visit you?"},
      "options": [
        {"value": "monday", "text": {"nl": "Maandag", "en": "Monday"}},
        {"value": "tuesday", "text": {"nl": "Dinsdag", "en": "Tuesday"}},
        {"value": "wednesday", "text": {"nl": "Woensdag", "en": "Wednesday"}},
        {"value": "thursday", "text": {"nl": "Donderdag", "en": "Thursday"}},
        {"value": "friday", "text": {"nl": "Vrijdag", "en": "Friday"}},
        {"value": "saturday", "text": {"nl": "Zaterdag", "en": "Saturday"}}
      ]
    },
    {
      "code": "visit_times", "type": "text", "required": true, "maxLength": 500,
      "text": {"nl": "Welke vaste tijden spreken we af?", "en": "Which fixed times do we agree on?"},
      "hint": {
        "nl": "Een tijd onder schooltijd voor u alleen, en een tijd erbuiten met uw kind erbij.",
        "en": "A time during school hours for you alone, and one outside them together with your child."
      }
    },
    {
      "code": "place", "type": "choice", "required": true,
      "text": {
        "nl": "Waar kan uw kind thuis rustig iets doen voor school?",
        "en": "Where at home can your child quietly do something for school?"
      },
      "options": [
        {"value": "own_place", "text": {"nl": "Op een eigen plek", "en": "In a place of its own"}},
        {"value": "shared_table", "text": {"nl": "Aan een tafel die we samen gebruiken", "en": "At a table that we share"}},
        {"value": "no_place", "text": {"nl": "Er is nog geen goede plek", "en": "There is no good place yet"}}
      ]
    },
    {
      "code": "materials", "type": "multiple_choice", "required": false,
      "text": {
        "nl": "Welke spullen heeft u thuis waar uw kind bij kan?",
        "en": "Which things do you have at home that your child can reach?"
      },
      "options": [
        {"value": "books", "text": {"nl": "Kinderboeken", "en": "Children's books"}},
        {"value": "craft", "text": {"nl": "Papier, potloden, schaar en lijm", "en": "Paper, pencils, scissors and glue"}},
        {"value": "games", "text": {"nl": "Spelletjes en puzzels", "en": "Games and puzzles"}},
        {"value": "tablet", "text": {"nl": "Een computer of tablet", "en": "A computer or tablet"}},
        {"value": "internet", "text": {"nl": "Internet", "en": "Internet"}}
      ]
    }
  ]
}$json$),
('019b76da-a800-7000-8000-000000000002', 'intake_teacher', 1, '2026-01-01', $json${
  "title": {"nl": "Intake: vragen aan de leerkracht", "en": "Intake: questions for the teacher"},
  "introduction": {
    "nl": "Deze vragen gaan over hoe het kind het op school doet. U bespreekt ze samen met de ouders en de begeleider, zodat school en thuis hetzelfde oefenen.",
    "en": "These questions are about how the child is doing at school. You discuss them with the parents and the practitioner, so that school and home practise the same things."
  },
  "scale": 5,
  "questions": [
    {
      "code": "in_class", "type": "smiley", "required": true,
      "text": {"nl": "Hoe gaat het met het kind in de klas?", "en": "How is the child doing in class?"}
    },
    {
      "code": "strong_points", "type": "text", "required": false, "maxLength": 1000,
      "text": {"nl": "Waar is het kind goed in of enthousiast over?", "en": "What is the child good at or keen on?"}
    },
    {
      "code": "language_now", "type": "choice", "required": true,
      "text": {
        "nl": "Taal en lezen: hoe staat het kind er nu voor?",
        "en": "Language and reading: where does the child stand now?"
      },
      "options": [
        {"value": "far_below", "text": {"nl": "Duidelijk lager dan de groep", "en": "Clearly below the group"}},
        {"value": "below", "text": {"nl": "Iets lager dan de groep", "en": "Slightly below the group"}},
        {"value": "level", "text": {"nl": "Gelijk met de groep", "en": "Level with the group"}},
        {"value": "above", "text": {"nl": "Hoger dan de groep", "en": "Above the group"}}
      ]
    },
    {
      "code": "language_expected", "type": "choice", "required": true,
      "text": {
        "nl": "Taal en lezen: wat verwacht u aan het einde van dit schooljaar?",
        "en": "Language and reading: what do you expect by the end of this school year?"
      },
      "options": [
        {"value": "far_below", "text": {"nl": "Duidelijk lager dan de groep", "en": "Clearly below the group"}},
        {"value": "below", "text": {"nl": "Iets lager dan de groep", "en": "Slightly below the group"}},
        {"value": "level", "text": {"nl": "Gelijk met de groep", "en": "Level with the group"}},
        {"value": "above", "text": {"nl": "Hoger dan de groep", "en": "Above the group"}}
      ]
    },
    {
      "code": "arithmetic_now", "type": "choice", "required": true,
      "text": {"nl": "Rekenen: hoe staat het kind er nu voor?", "en": "Arithmetic: where does the child stand now?"},
      "options": [
        {"value": "far_below", "text": {"nl": "Duidelijk lager dan de groep", "en": "Clearly below the group"}},
        {"value": "below", "text": {"nl": "Iets lager dan de groep", "en": "Slightly below the group"}},
        {"value": "level", "text": {"nl": "Gelijk met de groep", "en": "Level with the group"}},
        {"value": "above", "text": {"nl": "Hoger dan de groep", "en": "Above the group"}}
      ]
    },
    {
      "code": "arithmetic_expected", "type": "choice", "required": true,
      "text": {
        "nl": "Rekenen: wat verwacht u aan het einde van dit schooljaar?",
        "en": "Arithmetic: what do you expect by the end of this school year?"
      },
      "options": [
        {"value": "far_below", "text": {"nl": "Duidelijk lager dan de groep", "en": "Clearly below the group"}},
        {"value": "below", "text": {"nl": "Iets lager dan de groep", "en": "Slightly below the group"}},
        {"value": "level", "text": {"nl": "Gelijk met de groep", "en": "Level with the group"}},
        {"value": "above", "text": {"nl": "Hoger dan de groep", "en": "Above the group"}}
      ]
    },
    {
      "code": "extra_help", "type": "yes_no", "required": true,
      "text": {
        "nl": "Krijgt het kind op school al extra hulp bij het leren?",
        "en": "Does the child already get extra help with learning at school?"
      }
    },
    {
      "code": "extra_help_what", "type": "text", "required": true, "maxLength": 500,
      "text": {"nl": "Welke hulp is dat, en hoe vaak?", "en": "What kind of help, and how often?"},
      "condition": {"question": "extra_help", "oneOf": [true]}
    },
    {
      "code": "concentration", "type": "smiley", "required": true,
      "text": {
        "nl": "Hoe lukt het het kind om met aandacht te werken?",
        "en": "How well does the child manage to work with attention?"
      }
    },
    {
      "code": "concentration_helps", "type": "text", "required": false, "maxLength": 500,
      "text": {
        "nl": "Wat werkt in de klas als de aandacht wegzakt?",
        "en": "What works in class when attention fades?"
      },
      "condition": {"question": "concentration", "oneOf": [1, 2, 3]}
    },
    {
      "code": "behaviour", "type": "smiley", "required": true,
      "text": {
        "nl": "Hoe gaat het met gedrag en omgaan met andere kinderen?",
        "en": "How are behaviour and getting along with other children?"
      }
    },
    {
      "code": "behaviour_example", "type": "text", "required": false, "maxLength": 1000,
      "text": {
        "nl": "Kunt u een voorbeeld geven van wat er dan gebeurt?",
        "en": "Can you give an example of what happens then?"
      },
      "condition": {"question": "behaviour", "oneOf": [1, 2]}
    },
    {
      "code": "fine_motor_skills", "type": "smiley", "required": true,
      "text": {"nl": "Hoe gaan knippen, tekenen en schrijven?", "en": "How are cutting, drawing and writing going?"}
    },
    {
      "code": "contact", "type": "smiley", "required": true,
      "text": {
        "nl": "Hoe verloopt het contact met de ouders over school?",
        "en": "How is the contact with the parents about school?"
      }
    },
    {
      "code": "contact_often", "type": "choice", "required": true,
      "text": {
        "nl": "Hoe vaak spreekt u de ouders over het kind?",
        "en": "How often do you talk with the parents about the child?"
      },
      "options": [
        {"value": "weekly", "text": {"nl": "Elke week", "en": "Every week"}},
        {"value": "monthly", "text": {"nl": "Elke maand", "en": "Every month"}},
        {"value": "key_moments", "text": {"nl": "Vooral bij rapport- en oudergesprekken", "en": "Mainly at report and parents' meetings"}},
        {"value": "seldom", "text": {"nl": "Bijna niet", "en": "Hardly ever"}}
      ]
    },
    {
      "code": "practise", "type": "multiple_choice", "required": true,
      "text": {"nl": "Wat kan thuis het beste geoefend worden?", "en": "What would be best to practise at home?"},
      "options": [
        {"value": "attention", "text": {"nl": "Iets afmaken en blijven opletten", "en": "Finishing things and staying attentive"}},
        {"value": "talking", "text": {"nl": "Praten en nieuwe woorden", "en": "Talking and new words"}},
        {"value": "reading", "text": {"nl": "Voorlezen en samen lezen", "en": "Reading aloud and reading together"}},
        {"value": "counting", "text": {"nl": "Tellen en rekenen", "en": "Counting and sums"}},
        {"value": "fine_motor_skills", "text": {"nl": "Knippen, tekenen en schrijven", "en": "Cutting, drawing and writing"}},
        {"value": "independence", "text": {"nl": "Zelf dingen doen", "en": "Doing things independently"}},
        {"value": "rules", "text": {"nl": "Omgaan met regels", "en": "Dealing with rules"}}
      ]
    },
    {
      "code": "practise_how", "type": "text", "required": false, "maxLength": 1000,
      "text": {
        "nl": "Welke oefening of welk spel past hier goed bij?",
        "en": "Which exercise or game would suit this well?"
      }
    },
    {
      "code": "preference", "type": "choice", "required": true,
      "text": {
        "nl": "Hoe houdt u het liefst contact over dit traject?",
        "en": "How do you prefer to keep in touch about this trajectory?"
      },
      "options": [
        {"value": "visit", "text": {"nl": "Op school", "en": "At school"}},
        {"value": "phone", "text": {"nl": "Telefonisch", "en": "By phone"}},
        {"value": "email", "text": {"nl": "Per e-mail", "en": "By e-mail"}},
        {"value": "school_app", "text": {"nl": "Via de app van school", "en": "Through the school's app"}}
      ]
    },
    {
      "code": "reachable", "type": "text", "required": false, "maxLength": 300,
      "text": {
        "nl": "Op welke dagen en tijden kunnen we u het best bereiken?",
        "en": "On which days and at what times can we reach you best?"
      }
    }
  ]
}$json$),
('019b76da-a800-7000-8000-000000000003', 'evaluation', 1, '2026-01-01', $json${
  "title": {"nl": "Evaluatie met de ouder", "en": "Evaluation with the parent"},
  "introduction": {
    "nl": "We kijken samen terug: wat is gelukt, wat nog niet, en wat heeft u nog nodig? Uw eerlijke mening helpt ons verder.",
    "en": "We look back together: what worked out, what did not yet, and what do you still need? Your honest opinion helps us."
  },
  "scale": 5,
  "questions": [
    {
      "code": "reached", "type": "choice", "required": true,
      "text": {
        "nl": "Hoeveel van wat u wilde leren is gelukt?",
        "en": "How much of what you wanted to learn has worked out?"
      },
      "options": [
        {"value": "all", "text": {"nl": "Alles", "en": "All of it"}},
        {"value": "most", "text": {"nl": "Het meeste", "en": "Most of it"}},
        {"value": "some", "text": {"nl": "Een deel", "en": "Part of it"}},
        {"value": "none", "text": {"nl": "Nog niets", "en": "None of it yet"}}
      ]
    },
    {
      "code": "reached_goals", "type": "multiple_choice", "required": true,
      "text": {
        "nl": "Bij welke doelen bent u waar u wilde zijn?",
        "en": "For which goals are you where you wanted to be?"
      },
      "options": [
        {"value": "learning_attitude", "text": {"nl": "Leerhouding: opletten en nieuwsgierig zijn", "en": "Learning attitude: paying attention and being curious"}},
        {"value": "language", "text": {"nl": "Taal en lezen", "en": "Language and reading"}},
        {"value": "arithmetic", "text": {"nl": "Rekenen", "en": "Arithmetic"}},
        {"value": "fine_motor_skills", "text": {"nl": "Knippen, tekenen en schrijven", "en": "Cutting, drawing and writing"}},
        {"value": "teacher_contact", "text": {"nl": "Contact met de leerkracht", "en": "Contact with the teacher"}},
        {"value": "structure", "text": {"nl": "Vaste tijden en een vaste plek", "en": "Fixed times and a fixed place"}},
        {"value": "limits", "text": {"nl": "Regels en grenzen", "en": "Rules and limits"}},
        {"value": "positive_attention", "text": {"nl": "Complimenten en aandacht geven", "en": "Giving compliments and attention"}}
      ],
      "condition": {"question": "reached", "oneOf": ["all", "most", "some"]}
    },
    {
      "code": "not_reached_goals", "type": "multiple_choice", "required": true,
      "text": {"nl": "Welke doelen zijn nog niet gehaald?", "en": "Which goals have not been reached yet?"},
      "options": [
        {"value": "learning_attitude", "text": {"nl": "Leerhouding: opletten en nieuwsgierig zijn", "en": "Learning attitude: paying attention and being curious"}},
        {"value": "language", "text": {"nl": "Taal en lezen", "en": "Language and reading"}},
        {"value": "arithmetic", "text": {"nl": "Rekenen", "en": "Arithmetic"}},
        {"value": "fine_motor_skills", "text": {"nl": "Knippen, tekenen en schrijven", "en": "Cutting, drawing and writing"}},
        {"value": "teacher_contact", "text": {"nl": "Contact met de leerkracht", "en": "Contact with the teacher"}},
        {"value": "structure", "text": {"nl": "Vaste tijden en een vaste plek", "en": "Fixed times and a fixed place"}},
        {"value": "limits", "text": {"nl": "Regels en grenzen", "en": "Rules and limits"}},
        {"value": "positive_attention", "text": {"nl": "Complimenten en aandacht geven", "en": "Giving compliments and attention"}}
      ],
      "condition": {"question": "reached", "oneOf": ["most", "some", "none"]}
    },
    {
      "code": "not_reached_because", "type": "multiple_choice", "required": true,
      "text": {"nl": "Hoe komt dat, denkt u?", "en": "Why is that, do you think?"},
      "options": [
        {"value": "little_time", "text": {"nl": "Er was te weinig tijd om te oefenen", "en": "There was too little time to practise"}},
        {"value": "too_hard", "text": {"nl": "Het was nog te moeilijk voor mijn kind of voor mij", "en": "It was still too hard for my child or for me"}},
        {"value": "circumstances", "text": {"nl": "Er gebeurde veel thuis", "en": "A lot was happening at home"}},
        {"value": "other_need", "text": {"nl": "Iets anders bleek belangrijker", "en": "Something else turned out to matter more"}},
        {"value": "did_not_suit", "text": {"nl": "De manier van werken paste niet bij ons", "en": "The way of working did not suit us"}},
        {"value": "other", "text": {"nl": "Iets anders", "en": "Something else"}}
      ],
      "condition": {"question": "reached", "oneOf": ["most", "some", "none"]}
    },
    {
      "code": "not_reached_other", "type": "text", "required": true, "maxLength": 1000,
      "text": {"nl": "Wat was er dan aan de hand?", "en": "What was the matter then?"},
      "condition": {"question": "not_reached_because", "oneOf": ["other"]}
    },
    {
      "code": "helped", "type": "text", "required": true, "maxLength": 1000,
      "text": {"nl": "Waar had u het meeste aan?", "en": "What was of most use to you?"}
    },
    {
      "code": "hard", "type": "text", "required": false, "maxLength": 1000,
      "text": {"nl": "Wat vond u moeilijk om thuis te doen?", "en": "What did you find hard to do at home?"}
    },
    {
      "code": "child_learning", "type": "smiley", "required": true,
      "text": {"nl": "Hoe gaat leren nu met uw kind?", "en": "How is learning going with your child now?"}
    },
    {
      "code": "own_confidence", "type": "smiley", "required": true,
      "text": {
        "nl": "Hoe zeker voelt u zich nu als u uw kind helpt?",
        "en": "How sure do you feel now when you help your child?"
      }
    },
    {
      "code": "still_needed", "type": "yes_no", "required": true,
      "text": {
        "nl": "Is er nog iets waar u hulp bij zoekt?",
        "en": "Is there still something that you are looking for help with?"
      }
    },
    {
      "code": "still_needed_what", "type": "text", "required": true, "maxLength": 1000,
      "text": {
        "nl": "Waarbij, en van wie zou die hulp kunnen komen?",
        "en": "With what, and who could give that help?"
      },
      "condition": {"question": "still_needed", "oneOf": [true]}
    },
    {
      "code": "practitioner", "type": "smiley", "required": true,
      "text": {"nl": "Hoe tevreden bent u over uw begeleider?", "en": "How satisfied are you with your practitioner?"}
    },
    {
      "code": "practitioner_better", "type": "text", "required": false, "maxLength": 1000,
      "text": {
        "nl": "Wat had uw begeleider anders kunnen doen?",
        "en": "What could your practitioner have done differently?"
      },
      "condition": {"question": "practitioner", "oneOf": [1, 2]}
    },
    {
      "code": "length", "type": "smiley", "required": true,
      "text": {
        "nl": "Hoe tevreden bent u over hoe lang het traject duurt?",
        "en": "How satisfied are you with how long the trajectory takes?"
      }
    },
    {
      "code": "length_because", "type": "choice", "required": true,
      "text": {"nl": "Wat past niet aan de duur?", "en": "What does not suit you about the length?"},
      "options": [
        {"value": "too_short", "text": {"nl": "Het is te kort", "en": "It is too short"}},
        {"value": "too_long", "text": {"nl": "Het is te lang", "en": "It is too long"}},
        {"value": "too_many_visits", "text": {"nl": "Er zijn te veel bezoeken per week", "en": "There are too many visits a week"}},
        {"value": "too_few_visits", "text": {"nl": "Er zijn te weinig bezoeken per week", "en": "There are too few visits a week"}}
      ],
      "condition": {"question": "length", "oneOf": [1, 2]}
    },
    {
      "code": "materials", "type": "smiley", "required": true,
      "text": {
        "nl": "Hoe tevreden bent u over de map en de spelletjes?",
        "en": "How satisfied are you with the folder and the games?"
      }
    },
    {
      "code": "extend", "type": "yes_no", "required": true,
      "text": {
        "nl": "Wilt u nog een tijd doorgaan met huisbezoeken?",
        "en": "Would you like the home visits to go on for some time?"
      }
    },
    {
      "code": "extend_for", "type": "multiple_choice", "required": true,
      "text": {"nl": "Waar wilt u dan aan werken?", "en": "What would you like to work on then?"},
      "options": [
        {"value": "learning_attitude", "text": {"nl": "Leerhouding: opletten en nieuwsgierig zijn", "en": "Learning attitude: paying attention and being curious"}},
        {"value": "language", "text": {"nl": "Taal en lezen", "en": "Language and reading"}},
        {"value": "arithmetic", "text": {"nl": "Rekenen", "en": "Arithmetic"}},
        {"value": "fine_motor_skills", "text": {"nl": "Knippen, tekenen en schrijven", "en": "Cutting, drawing and writing"}},
        {"value": "teacher_contact", "text": {"nl": "Contact met de leerkracht", "en": "Contact with the teacher"}},
        {"value": "structure", "text": {"nl": "Vaste tijden en een vaste plek", "en": "Fixed times and a fixed place"}},
        {"value": "limits", "text": {"nl": "Regels en grenzen", "en": "Rules and limits"}},
        {"value": "positive_attention", "text": {"nl": "Complimenten en aandacht geven", "en": "Giving compliments and attention"}}
      ],
      "condition": {"question": "extend", "oneOf": [true]}
    },
    {
      "code": "remarks", "type": "text", "required": false,
      "text": {"nl": "Wilt u nog iets kwijt?", "en": "Is there anything else you would like to say?"}
    }
  ]
}$json$),
('019b76da-a800-7000-8000-000000000004', 'aftercare', 1, '2026-01-01', $json${
  "title": {"nl": "Nazorg en follow-up", "en": "Aftercare and follow-up"},
  "introduction": {
    "nl": "De huisbezoeken zijn een tijdje geleden gestopt. We zijn benieuwd hoe het nu bij u thuis gaat.",
    "en": "The home visits ended some time ago. We would like to know how things are at your home now."
  },
  "scale": 5,
  "questions": [
    {
      "code": "still_used", "type": "choice", "required": true,
      "text": {
        "nl": "Hoeveel doet u nog van wat u heeft geleerd?",
        "en": "How much do you still do of what you learned?"
      },
      "options": [
        {"value": "almost_all", "text": {"nl": "Bijna alles", "en": "Almost everything"}},
        {"value": "part", "text": {"nl": "Een deel", "en": "Part of it"}},
        {"value": "little", "text": {"nl": "Een klein beetje", "en": "A little"}},
        {"value": "nothing", "text": {"nl": "Niets meer", "en": "Nothing any more"}}
      ]
    },
    {
      "code": "still_used_what", "type": "text", "required": true, "maxLength": 1000,
      "text": {"nl": "Wat doet u nog, en wanneer?", "en": "What do you still do, and when?"},
      "condition": {"question": "still_used", "oneOf": ["almost_all", "part", "little"]}
    },
    {
      "code": "fell_away_because", "type": "multiple_choice", "required": true,
      "text": {"nl": "Waarom bent u met sommige dingen gestopt?", "en": "Why did you stop doing some things?"},
      "options": [
        {"value": "no_time", "text": {"nl": "We hebben er geen tijd voor", "en": "We have no time for it"}},
        {"value": "forgotten", "text": {"nl": "Het is uit de gewoonte geraakt", "en": "It slipped out of our routine"}},
        {"value": "child_unwilling", "text": {"nl": "Mijn kind wil niet meer", "en": "My child does not want to any more"}},
        {"value": "not_needed", "text": {"nl": "Het is niet meer nodig", "en": "It is no longer needed"}},
        {"value": "changed", "text": {"nl": "Er is thuis veel veranderd", "en": "Much has changed at home"}},
        {"value": "other", "text": {"nl": "Iets anders", "en": "Something else"}}
      ],
      "condition": {"question": "still_used", "oneOf": ["part", "little", "nothing"]}
    },
    {
      "code": "fell_away_what", "type": "text", "required": false, "maxLength": 1000,
      "text": {"nl": "Met welke dingen bent u gestopt?", "en": "Which things did you stop doing?"},
      "condition": {"question": "still_used", "oneOf": ["part", "little", "nothing"]}
    },
    {
      "code": "school_talked_on", "type": "date", "required": false,
      "text": {
        "nl": "Wanneer sprak u de leerkracht voor het laatst over uw kind?",
        "en": "When did you last talk with the teacher about your child?"
      },
      "hint": {"nl": "Ongeveer is goed genoeg.", "en": "Approximately is good enough."}
    },
    {
      "code": "school_contact", "type": "choice", "required": true,
      "text": {
        "nl": "Hoe vaak heeft u nu contact met school?",
        "en": "How often are you in touch with the school now?"
      },
      "options": [
        {"value": "more", "text": {"nl": "Vaker dan voor het traject", "en": "More often than before the trajectory"}},
        {"value": "same", "text": {"nl": "Even vaak als voor het traject", "en": "As often as before the trajectory"}},
        {"value": "less", "text": {"nl": "Minder vaak dan voor het traject", "en": "Less often than before the trajectory"}}
      ]
    },
    {
      "code": "now_learning_attitude", "type": "smiley", "required": true,
      "text": {
        "nl": "Uw kind helpen om op te letten en nieuwsgierig te zijn: hoe gaat dat nu?",
        "en": "Helping your child to pay attention and be curious: how is that going now?"
      }
    },
    {
      "code": "now_language", "type": "smiley", "required": true,
      "text": {
        "nl": "Samen praten, voorlezen en lezen: hoe gaat dat nu?",
        "en": "Talking, reading aloud and reading together: how is that going now?"
      }
    },
    {
      "code": "now_arithmetic", "type": "smiley", "required": true,
      "text": {
        "nl": "Samen tellen en rekenen in gewone dingen, zoals bij het koken: hoe gaat dat nu?",
        "en": "Counting and doing sums together in everyday things such as cooking: how is that going now?"
      }
    },
    {
      "code": "now_fine_motor_skills", "type": "smiley", "required": true,
      "text": {
        "nl": "Samen knippen, kleuren, bouwen of schrijven: hoe gaat dat nu?",
        "en": "Cutting, colouring, building or writing together: how is that going now?"
      }
    },
    {
      "code": "now_teacher_contact", "type": "smiley", "required": true,
      "text": {
        "nl": "Met de leerkracht praten over uw kind: hoe gaat dat nu?",
        "en": "Talking with the teacher about your child: how is that going now?"
      }
    },
    {
      "code": "now_structure", "type": "smiley", "required": true,
      "text": {
        "nl": "Een vaste dagindeling en een vaste plek voor schoolwerk: hoe gaat dat nu?",
        "en": "A regular day and a regular place for school work: how is that going now?"
      }
    },
    {
      "code": "now_limits", "type": "smiley", "required": true,
      "text": {
        "nl": "Duidelijke regels stellen en daarbij blijven: hoe gaat dat nu?",
        "en": "Setting clear rules and keeping to them: how is that going now?"
      }
    },
    {
      "code": "now_positive_attention", "type": "smiley", "required": true,
      "text": {
        "nl": "Laten merken dat u trots bent en aandacht geven: hoe gaat dat nu?",
        "en": "Showing that you are proud and giving attention: how is that going now?"
      }
    },
    {
      "code": "new_needs", "type": "yes_no", "required": true,
      "text": {
        "nl": "Zijn er nieuwe vragen of zorgen over uw kind?",
        "en": "Are there new questions or worries about your child?"
      }
    },
    {
      "code": "new_needs_what", "type": "text", "required": true, "maxLength": 1000,
      "text": {
        "nl": "Welke zijn dat, en is er al iemand die helpt?",
        "en": "What are they, and is somebody helping already?"
      },
      "condition": {"question": "new_needs", "oneOf": [true]}
    },
    {
      "code": "visit", "type": "yes_no", "required": true,
      "text": {"nl": "Wilt u dat we nog een keer langskomen?", "en": "Would you like us to visit once more?"}
    },
    {
      "code": "visit_about", "type": "text", "required": true, "maxLength": 500,
      "text": {"nl": "Waarover wilt u het dan hebben?", "en": "What would you like to talk about then?"},
      "condition": {"question": "visit", "oneOf": [true]}
    },
    {
      "code": "remarks", "type": "text", "required": false,
      "text": {"nl": "Wilt u nog iets kwijt?", "en": "Is there anything else you would like to say?"}
    }
  ]
}$json$),
('019b76da-a800-7000-8000-000000000005', 'teacher_evaluation', 1, '2026-01-01', $json${
  "title": {"nl": "Evaluatie door de leerkracht", "en": "Evaluation by the teacher"},
  "introduction": {
    "nl": "Het traject van dit kind en de ouders loopt af. We horen graag wat u in de klas heeft gemerkt. De vragen gaan over het kind op school en over de samenwerking. Noem geen privézaken van het gezin.",
    "en": "The trajectory of this child and the parents is coming to an end. We would like to hear what you noticed in class. The questions are about the child at school and about working together. Please mention no private matters of the family."
  },
  "scale": 5,
  "questions": [
    {
      "code": "can_judge", "type": "multiple_choice", "required": true,
      "text": {
        "nl": "Over welke onderwerpen kunt u zeggen of er iets veranderd is?",
        "en": "On which subjects can you say whether anything has changed?"
      },
      "options": [
        {"value": "attitude", "text": {"nl": "Leerhouding", "en": "Learning attitude"}},
        {"value": "language", "text": {"nl": "Taal en lezen", "en": "Language and reading"}},
        {"value": "arithmetic", "text": {"nl": "Rekenen", "en": "Arithmetic"}},
        {"value": "behaviour", "text": {"nl": "Gedrag", "en": "Behaviour"}},
        {"value": "cannot_say", "text": {"nl": "Dat kan ik niet zeggen", "en": "I can't say"}}
      ]
    },
    {
      "code": "attitude", "type": "smiley", "required": true,
      "text": {
        "nl": "Hoe is de leerhouding van het kind veranderd sinds het begin?",
        "en": "How has the child's learning attitude changed since the beginning?"
      },
      "hint": {
        "nl": "Het blijste gezicht: veel beter. Het middelste: hetzelfde. Het verdrietigste: veel slechter.",
        "en": "The happiest face: much better. The middle one: the same. The saddest: much worse."
      },
      "condition": {"question": "can_judge", "oneOf": ["attitude"]}
    },
    {
      "code": "language", "type": "smiley", "required": true,
      "text": {"nl": "Hoe zijn taal en lezen veranderd?", "en": "How have language and reading changed?"},
      "hint": {
        "nl": "Het blijste gezicht: veel beter. Het middelste: hetzelfde. Het verdrietigste: veel slechter.",
        "en": "The happiest face: much better. The middle one: the same. The saddest: much worse."
      },
      "condition": {"question": "can_judge", "oneOf": ["language"]}
    },
    {
      "code": "arithmetic", "type": "smiley", "required": true,
      "text": {"nl": "Hoe is het rekenen veranderd?", "en": "How has arithmetic changed?"},
      "hint": {
        "nl": "Het blijste gezicht: veel beter. Het middelste: hetzelfde. Het verdrietigste: veel slechter.",
        "en": "The happiest face: much better. The middle one: the same. The saddest: much worse."
      },
      "condition": {"question": "can_judge", "oneOf": ["arithmetic"]}
    },
    {
      "code": "behaviour", "type": "smiley", "required": true,
      "text": {"nl": "Hoe is het gedrag in de klas veranderd?", "en": "How has behaviour in class changed?"},
      "hint": {
        "nl": "Het blijste gezicht: veel beter. Het middelste: hetzelfde. Het verdrietigste: veel slechter.",
        "en": "The happiest face: much better. The middle one: the same. The saddest: much worse."
      },
      "condition": {"question": "can_judge", "oneOf": ["behaviour"]}
    },
    {
      "code": "example", "type": "text", "required": false, "maxLength": 1000,
      "text": {"nl": "Waaraan merkt u dat in de klas?", "en": "How do you notice that in class?"},
      "condition": {"question": "can_judge", "oneOf": ["attitude", "language", "arithmetic", "behaviour"]}
    },
    {
      "code": "contact_before", "type": "choice", "required": true,
      "text": {
        "nl": "Hoe vaak sprak u de ouders over het kind voordat het traject begon?",
        "en": "How often did you talk with the parents about the child before the trajectory began?"
      },
      "options": [
        {"value": "weekly", "text": {"nl": "Elke week", "en": "Every week"}},
        {"value": "monthly", "text": {"nl": "Elke maand", "en": "Every month"}},
        {"value": "key_moments", "text": {"nl": "Alleen bij vaste gesprekken", "en": "Only at the regular meetings"}},
        {"value": "seldom", "text": {"nl": "Bijna niet", "en": "Hardly ever"}},
        {"value": "cannot_say", "text": {"nl": "Dat kan ik niet zeggen", "en": "I can't say"}}
      ]
    },
    {
      "code": "contact_now", "type": "choice", "required": true,
      "text": {
        "nl": "Hoe vaak spreekt u de ouders nu over het kind?",
        "en": "How often do you talk with the parents about the child now?"
      },
      "options": [
        {"value": "weekly", "text": {"nl": "Elke week", "en": "Every week"}},
        {"value": "monthly", "text": {"nl": "Elke maand", "en": "Every month"}},
        {"value": "key_moments", "text": {"nl": "Alleen bij vaste gesprekken", "en": "Only at the regular meetings"}},
        {"value": "seldom", "text": {"nl": "Bijna niet", "en": "Hardly ever"}},
        {"value": "cannot_say", "text": {"nl": "Dat kan ik niet zeggen", "en": "I can't say"}}
      ]
    },
    {
      "code": "contact_change", "type": "choice", "required": true,
      "text": {"nl": "Hoe is het contact over school veranderd?", "en": "How has the contact about school changed?"},
      "options": [
        {"value": "better", "text": {"nl": "Het is beter geworden", "en": "It has become better"}},
        {"value": "same", "text": {"nl": "Het is gelijk gebleven", "en": "It has stayed the same"}},
        {"value": "worse", "text": {"nl": "Het is minder geworden", "en": "It has become less good"}},
        {"value": "cannot_say", "text": {"nl": "Dat kan ik niet zeggen", "en": "I can't say"}}
      ]
    },
    {
      "code": "contact_change_how", "type": "text", "required": false, "maxLength": 1000,
      "text": {"nl": "Wat is er anders in dat contact?", "en": "What is different in that contact?"},
      "condition": {"question": "contact_change", "oneOf": ["better", "worse"]}
    },
    {
      "code": "informed", "type": "choice", "required": true,
      "text": {
        "nl": "Wist u genoeg over wat er thuis geoefend werd?",
        "en": "Did you know enough about what was practised at home?"
      },
      "options": [
        {"value": "yes", "text": {"nl": "Ja", "en": "Yes"}},
        {"value": "partly", "text": {"nl": "Gedeeltelijk", "en": "Partly"}},
        {"value": "no", "text": {"nl": "Nee", "en": "No"}}
      ]
    },
    {
      "code": "cooperation", "type": "smiley", "required": true,
      "text": {
        "nl": "Hoe tevreden bent u over de samenwerking met de begeleider?",
        "en": "How satisfied are you with working together with the practitioner?"
      }
    },
    {
      "code": "cooperation_better", "type": "text", "required": false, "maxLength": 1000,
      "text": {"nl": "Wat kan er beter in die samenwerking?", "en": "What could be better in working together?"},
      "condition": {"question": "cooperation", "oneOf": [1, 2, 3]}
    },
    {
      "code": "recommend", "type": "choice", "required": true,
      "text": {
        "nl": "Zou u andere ouders op dit aanbod wijzen?",
        "en": "Would you point other parents to this programme?"
      },
      "options": [
        {"value": "yes", "text": {"nl": "Ja", "en": "Yes"}},
        {"value": "maybe", "text": {"nl": "Misschien", "en": "Perhaps"}},
        {"value": "no", "text": {"nl": "Nee", "en": "No"}}
      ]
    },
    {
      "code": "remarks", "type": "text", "required": false,
      "text": {"nl": "Wilt u nog iets meegeven?", "en": "Is there anything you would like to add?"},
      "hint": {
        "nl": "Over het kind op school of over de samenwerking.",
        "en": "About the child at school or about working together."
      }
    }
  ]
}$json$);
