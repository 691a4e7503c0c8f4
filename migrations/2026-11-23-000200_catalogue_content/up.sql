-- First edition of the programme's catalogue: goals, steps and contra-indications (domain.md §1–§3).
-- The texts are our own; numbers, codes and flags come from the intervention. An edition never changes: a correction
-- is a new edition. Handbook chapters are named by topic, because the handbook itself is not part of this project.
INSERT INTO catalogue_editions (kind, edition, published_on, content) VALUES
('goals', 1, '2026-01-01', $json${
  "goals": [
    {
      "goal": 1, "code": "learning_attitude", "area": "education", "colour": "purple",
      "title": {"nl": "Leerhouding", "en": "Learning attitude"},
      "description": {
        "nl": "De ouder helpt het kind zijn aandacht vast te houden en nieuwsgierig te blijven, op een manier die past bij wat de klas vraagt.",
        "en": "The parent helps the child to hold attention and stay curious, in a way that fits what the class asks."
      },
      "subgoals": [
        {
          "subgoal": "1.1",
          "title": {"nl": "Aandacht oefenen in gewone momenten", "en": "Practising attention in ordinary moments"},
          "description": {
            "nl": "Klusjes en uitstapjes van elke dag worden kleine opdrachten waarbij het kind iets moet onthouden, volgen of afmaken.",
            "en": "Everyday chores and outings become small tasks in which the child has to remember, follow or finish something."
          },
          "tailorToMotivation": true, "tailorToSituation": true, "solutionFocused": false
        },
        {
          "subgoal": "1.2", "title": {"nl": "Aandacht oefenen met spel", "en": "Practising attention through play"},
          "description": {
            "nl": "Ouder en kind kiezen spelletjes of materiaal waarbij opletten nodig is, en maken het stap voor stap iets moeilijker.",
            "en": "Parent and child choose games or materials that call for attention and raise the difficulty bit by bit."
          },
          "tailorToMotivation": true, "tailorToSituation": true, "solutionFocused": false
        },
        {
          "subgoal": "1.3", "title": {"nl": "Volgehouden aandacht belonen", "en": "Rewarding sustained attention"},
          "description": {
            "nl": "De ouder merkt op dat het kind ergens bij blijft en laat dat horen of zien, zodat het vaker gebeurt.",
            "en": "The parent notices that the child stays with something and says or shows so, which makes it happen more often."
          },
          "tailorToMotivation": true, "tailorToSituation": false, "solutionFocused": false
        },
        {
          "subgoal": "1.4", "title": {"nl": "Nieuwsgierig maken met vragen", "en": "Raising curiosity with questions"},
          "description": {
            "nl": "Onderweg, aan tafel en tijdens het spelen stelt de ouder open vragen die het kind aan het denken zetten.",
            "en": "On the way, at the table and while playing, the parent asks open questions that set the child thinking."
          },
          "tailorToMotivation": true, "tailorToSituation": true, "solutionFocused": true
        },
        {
          "subgoal": "1.5", "title": {"nl": "Samen antwoorden uitzoeken", "en": "Finding out answers together"},
          "description": {
            "nl": "Weet niemand het antwoord op een vraag van het kind, dan gaan ouder en kind samen op onderzoek, in een boek, online of bij iemand anders.",
            "en": "When nobody knows the answer to the child's question, parent and child look into it together, in a book, online or by asking someone."
          },
          "tailorToMotivation": true, "tailorToSituation": true, "solutionFocused": true
        },
        {
          "subgoal": "1.6", "title": {"nl": "Vragen en zoeken belonen", "en": "Rewarding asking and searching"},
          "description": {
            "nl": "De ouder waardeert dat het kind iets wil weten en moeite doet om erachter te komen, ook als het antwoord niet klopt.",
            "en": "The parent values that the child wants to know and makes an effort to find out, even when the answer is wrong."
          },
          "tailorToMotivation": true, "tailorToSituation": false, "solutionFocused": false
        }
      ]
    },
    {
      "goal": 2, "code": "language", "area": "education", "colour": "purple",
      "title": {"nl": "Taal", "en": "Language"},
      "description": {
        "nl": "De ouder zorgt dat taal thuis volop aan bod komt en sluit daarbij aan op het taalonderwijs van de groep.",
        "en": "The parent gives language plenty of room at home and ties in with the language lessons of the child's group."
      },
      "subgoals": [
        {
          "subgoal": "2.1",
          "title": {"nl": "Taalrijke programma's kijken", "en": "Watching programmes rich in language"},
          "description": {
            "nl": "De ouder kiest kijkprogramma's waar het kind woorden en verhalen van opsteekt en praat er na afloop over.",
            "en": "The parent picks programmes from which the child learns words and stories, and talks about them afterwards."
          },
          "tailorToMotivation": true, "tailorToSituation": true, "solutionFocused": false
        },
        {
          "subgoal": "2.2", "title": {"nl": "Voorlezen", "en": "Reading aloud"},
          "description": {
            "nl": "Voorlezen krijgt een vaste plek in de week, in het Nederlands of in de taal die de ouder het liefst spreekt; kan lezen niet, dan kan vertellen bij plaatjes.",
            "en": "Reading aloud gets a regular place in the week, in Dutch or in the language the parent is most at ease in; where reading is not possible, telling from pictures is."
          },
          "tailorToMotivation": true, "tailorToSituation": false, "solutionFocused": true
        },
        {
          "subgoal": "2.3", "title": {"nl": "Samen lezen", "en": "Reading together"},
          "description": {
            "nl": "Zodra het kind letters en woorden leert lezen, lezen ouder en kind om beurten of hardop met elkaar.",
            "en": "Once the child is learning to read, parent and child take turns or read out loud with each other."
          },
          "tailorToMotivation": false, "tailorToSituation": false, "solutionFocused": true
        },
        {
          "subgoal": "2.4", "title": {"nl": "Taal oefenen op het scherm", "en": "Practising language on screen"},
          "description": {
            "nl": "Samen kiezen ze websites, apps of computerspellen om taal mee te oefenen, en spreken af wanneer dat gebeurt.",
            "en": "Together they choose websites, apps or computer games for practising language and agree when to use them."
          },
          "tailorToMotivation": true, "tailorToSituation": true, "solutionFocused": false
        },
        {
          "subgoal": "2.5", "title": {"nl": "Naar de bibliotheek", "en": "Going to the library"},
          "description": {
            "nl": "Het kind heeft een bibliotheekpas en komt er geregeld met de ouder, of met iemand anders die meegaat.",
            "en": "The child has a library card and goes there regularly with the parent, or with someone else who comes along."
          },
          "tailorToMotivation": false, "tailorToSituation": true, "solutionFocused": false
        },
        {
          "subgoal": "2.6", "title": {"nl": "Taal in het dagelijks leven", "en": "Language in daily life"},
          "description": {
            "nl": "Koken, aankleden en boodschappen doen zijn momenten om dingen te benoemen, te vertellen en naar elkaar te luisteren.",
            "en": "Cooking, dressing and shopping are moments to name things, to tell and to listen to each other."
          },
          "tailorToMotivation": true, "tailorToSituation": true, "solutionFocused": true
        },
        {
          "subgoal": "2.7", "title": {"nl": "Taal oefenen met spel", "en": "Practising language through play"},
          "description": {
            "nl": "Met taalspelletjes en ander materiaal werken ouder en kind aan woorden, klanken en zinnen.",
            "en": "With word games and other materials, parent and child work on words, sounds and sentences."
          },
          "tailorToMotivation": true, "tailorToSituation": true, "solutionFocused": true
        },
        {
          "subgoal": "2.8", "title": {"nl": "Taal belonen", "en": "Rewarding language"},
          "description": {
            "nl": "De ouder laat merken dat moeite doen voor taal telt: een nieuw woord, een hele zin of gewoon blijven oefenen.",
            "en": "The parent shows that effort with language counts: a new word, a whole sentence or simply going on practising."
          },
          "tailorToMotivation": true, "tailorToSituation": true, "solutionFocused": true
        }
      ]
    },
    {
      "goal": 3, "code": "arithmetic", "area": "education", "colour": "purple",
      "title": {"nl": "Rekenen", "en": "Arithmetic"},
      "description": {
        "nl": "De ouder laat het kind thuis spelenderwijs tellen, meten en rekenen, in de lijn van wat de groep leert.",
        "en": "The parent has the child count, measure and calculate at home in a playful way, in line with what the group learns."
      },
      "subgoals": [
        {
          "subgoal": "3.1",
          "title": {"nl": "Programma's over rekenen kijken", "en": "Watching programmes about numbers"},
          "description": {
            "nl": "De ouder kiest kijkprogramma's waarin getallen, vormen of hoeveelheden voorkomen en haakt daarop in.",
            "en": "The parent picks programmes with numbers, shapes or quantities in them and picks up on those."
          },
          "tailorToMotivation": true, "tailorToSituation": true, "solutionFocused": false
        },
        {
          "subgoal": "3.2", "title": {"nl": "Rekenen oefenen op het scherm", "en": "Practising arithmetic on screen"},
          "description": {
            "nl": "Ouder en kind kiezen digitale rekenoefeningen die niet te makkelijk en niet te lastig zijn, en maken er een gewoonte van.",
            "en": "Parent and child choose digital exercises that are neither too easy nor too hard, and make a habit of them."
          },
          "tailorToMotivation": true, "tailorToSituation": true, "solutionFocused": false
        },
        {
          "subgoal": "3.3", "title": {"nl": "Rekenen in het dagelijks leven", "en": "Arithmetic in daily life"},
          "description": {
            "nl": "Tafel dekken, wegen, klokkijken, geld tellen: de ouder gebruikt wat toch al gebeurt om te rekenen.",
            "en": "Laying the table, weighing, telling the time, counting money: the parent uses what happens anyway for arithmetic."
          },
          "tailorToMotivation": false, "tailorToSituation": true, "solutionFocused": true
        },
        {
          "subgoal": "3.4", "title": {"nl": "Rekenen oefenen met spel", "en": "Practising arithmetic through play"},
          "description": {
            "nl": "Dobbelstenen, kaarten en ander speelgoed geven ouder en kind aanleiding om samen te tellen en te rekenen.",
            "en": "Dice, cards and other toys give parent and child reason to count and calculate together."
          },
          "tailorToMotivation": false, "tailorToSituation": true, "solutionFocused": true
        },
        {
          "subgoal": "3.5", "title": {"nl": "Rekenen belonen", "en": "Rewarding arithmetic"},
          "description": {
            "nl": "De ouder prijst zowel het resultaat als het oefenen zelf, zodat het kind plezier houdt in rekenen.",
            "en": "The parent praises the result as well as the practice, so that the child keeps enjoying arithmetic."
          },
          "tailorToMotivation": true, "tailorToSituation": false, "solutionFocused": false
        }
      ]
    },
    {
      "goal": 4, "code": "fine_motor_skills", "area": "education", "colour": "purple",
      "title": {"nl": "Fijne motoriek", "en": "Fine motor skills"},
      "description": {
        "nl": "De ouder laat het kind zijn handen en vingers veel gebruiken, als voorbereiding op schrijven en knutselen in de klas.",
        "en": "The parent lets the child use hands and fingers a great deal, in preparation for writing and crafts in class."
      },
      "subgoals": [
        {
          "subgoal": "4.1",
          "title": {"nl": "Handen gebruiken in het dagelijks leven", "en": "Using hands in daily life"},
          "description": {
            "nl": "Het kind doet zelf wat het zelf kan: knopen dichtmaken, smeren, schenken, helpen in de keuken.",
            "en": "The child does what it can do alone: buttons, spreading, pouring, helping in the kitchen."
          },
          "tailorToMotivation": false, "tailorToSituation": true, "solutionFocused": true
        },
        {
          "subgoal": "4.2", "title": {"nl": "Handen oefenen met spel", "en": "Exercising hands through play"},
          "description": {
            "nl": "Kleien, knippen, rijgen, kleuren en bouwen maken de vingers sterk en precies.",
            "en": "Clay, scissors, beads, colouring and building make fingers strong and precise."
          },
          "tailorToMotivation": true, "tailorToSituation": true, "solutionFocused": true
        },
        {
          "subgoal": "4.3", "title": {"nl": "Oefenen met de handen belonen", "en": "Rewarding hand practice"},
          "description": {
            "nl": "De ouder waardeert dat het kind blijft proberen, ook als het werkje nog niet netjes is.",
            "en": "The parent values that the child keeps trying, even when the work is not neat yet."
          },
          "tailorToMotivation": true, "tailorToSituation": false, "solutionFocused": true
        }
      ]
    },
    {
      "goal": 5, "code": "teacher_contact", "area": "education", "colour": "purple",
      "title": {"nl": "Contact met de leerkracht", "en": "Contact with the teacher"},
      "description": {
        "nl": "Ouder en leerkracht spreken elkaar geregeld en hebben daar allebei iets aan.",
        "en": "Parent and teacher speak regularly and both get something out of it."
      },
      "subgoals": [
        {
          "subgoal": "5.1", "title": {"nl": "Erbij zijn wanneer het telt", "en": "Being there when it counts"},
          "description": {
            "nl": "De ouder komt naar de momenten op school die voor het kind van belang zijn, of regelt een andere manier om bij te blijven.",
            "en": "The parent comes to the moments at school that matter for the child, or arranges another way to keep up."
          },
          "tailorToMotivation": true, "tailorToSituation": true, "solutionFocused": true
        },
        {
          "subgoal": "5.2", "title": {"nl": "Weten hoe het kind ervoor staat", "en": "Knowing where the child stands"},
          "description": {
            "nl": "De ouder kan vertellen wat het kind nu beheerst en wat school voor deze groep verwacht.",
            "en": "The parent can tell what the child masters now and what the school expects in this group."
          },
          "tailorToMotivation": true, "tailorToSituation": false, "solutionFocused": false
        },
        {
          "subgoal": "5.3", "title": {"nl": "In gesprek over het kind", "en": "Talking about the child"},
          "description": {
            "nl": "De ouder deelt hoe het thuis gaat, vraagt hoe het in de klas gaat en bespreekt met de leerkracht of het kind zich goed voelt en vooruitkomt.",
            "en": "The parent shares how things are at home, asks how they are in class and discusses with the teacher whether the child feels well and moves forward."
          },
          "tailorToMotivation": true, "tailorToSituation": true, "solutionFocused": true
        }
      ]
    },
    {
      "goal": 6, "code": "structure", "area": "parenting", "colour": "pink",
      "title": {"nl": "Structuur", "en": "Structure"},
      "description": {
        "nl": "De ouder maakt de dag en de omgeving voorspelbaar, zodat er rust is om te leren.",
        "en": "The parent makes the day and the surroundings predictable, so that there is calm to learn."
      },
      "subgoals": [
        {
          "subgoal": "6.1", "title": {"nl": "Een ritme voor dag en week", "en": "A rhythm for day and week"},
          "description": {
            "nl": "Er is een herkenbare indeling van dagen en weken, met daarin tijd voor school en leerzame dingen.",
            "en": "Days and weeks follow a recognisable pattern with time in it for school and for things to learn from."
          },
          "tailorToMotivation": true, "tailorToSituation": true, "solutionFocused": true
        },
        {
          "subgoal": "6.2", "title": {"nl": "Een eigen plek om te werken", "en": "A place of one's own to work"},
          "description": {
            "nl": "Het kind weet waar het kan zitten om iets voor school te doen, en het is daar dan stil genoeg.",
            "en": "The child knows where to sit for school work, and it is quiet enough there at that time."
          },
          "tailorToMotivation": true, "tailorToSituation": false, "solutionFocused": true
        },
        {
          "subgoal": "6.3", "title": {"nl": "Afspreken wat wanneer gebeurt", "en": "Agreeing what happens when"},
          "description": {
            "nl": "Ouder en kind spreken af hoe laat en in welke volgorde dingen gaan, en houden zich daar allebei aan.",
            "en": "Parent and child agree at what time and in which order things go, and both keep to it."
          },
          "tailorToMotivation": true, "tailorToSituation": true, "solutionFocused": true
        },
        {
          "subgoal": "6.4", "title": {"nl": "Veranderingen aankondigen", "en": "Announcing changes"},
          "description": {
            "nl": "Loopt de dag anders dan gewend, dan hoort het kind dat van tevoren en in duidelijke woorden.",
            "en": "When the day runs differently than usual, the child hears so beforehand and in plain words."
          },
          "tailorToMotivation": true, "tailorToSituation": false, "solutionFocused": false
        },
        {
          "subgoal": "6.5",
          "title": {"nl": "Meewerken aan structuur belonen", "en": "Rewarding cooperation with structure"},
          "description": {
            "nl": "Houdt het kind zich aan wat is afgesproken over tijd en volgorde, dan merkt het dat de ouder daar blij mee is.",
            "en": "When the child keeps to what was agreed about time and order, it notices that the parent is pleased."
          },
          "tailorToMotivation": false, "tailorToSituation": true, "solutionFocused": false
        }
      ]
    },
    {
      "goal": 7, "code": "limits", "area": "parenting", "colour": "orange", "title": {"nl": "Grenzen", "en": "Limits"},
      "description": {
        "nl": "De ouder is duidelijk over wat mag en wat niet, en reageert daar voorspelbaar op.",
        "en": "The parent is clear about what is allowed and what is not, and responds to it predictably."
      },
      "subgoals": [
        {
          "subgoal": "7.1", "title": {"nl": "Regels die passen", "en": "Rules that fit"},
          "description": {
            "nl": "De ouder kiest een klein aantal huisregels die het kind op zijn leeftijd kan begrijpen en volhouden.",
            "en": "The parent chooses a small number of house rules that the child can understand and keep at its age."
          },
          "tailorToMotivation": true, "tailorToSituation": false, "solutionFocused": true
        },
        {
          "subgoal": "7.2",
          "title": {"nl": "Steeds op dezelfde manier reageren", "en": "Responding the same way every time"},
          "description": {
            "nl": "Bij een overtreding volgt eerst een waarschuwing en daarna, als het nodig is, een korte time-out; elke keer volgens hetzelfde patroon.",
            "en": "A broken rule is met first by a warning and then, if needed, by a short time-out; the same pattern each time."
          },
          "tailorToMotivation": true, "tailorToSituation": true, "solutionFocused": true
        },
        {
          "subgoal": "7.3", "title": {"nl": "Zich aan regels houden belonen", "en": "Rewarding keeping to rules"},
          "description": {
            "nl": "De ouder ziet het ook als het goed gaat en beloont het kind wanneer het de regels volgt.",
            "en": "The parent also sees when things go well and rewards the child for following the rules."
          },
          "tailorToMotivation": true, "tailorToSituation": true, "solutionFocused": true
        }
      ]
    },
    {
      "goal": 8, "code": "positive_attention", "area": "parenting", "colour": "green",
      "title": {"nl": "Positieve aandacht", "en": "Positive attention"},
      "description": {
        "nl": "De ouder laat het kind vaak merken dat het gezien en gewaardeerd wordt.",
        "en": "The parent often lets the child feel seen and appreciated."
      },
      "subgoals": [
        {
          "subgoal": "8.1", "title": {"nl": "Prijzen wat goed gaat", "en": "Praising what goes well"},
          "description": {
            "nl": "De ouder geeft een compliment voor gedrag, voor moeite en voor wat er lukt, en zegt erbij waarvoor het is.",
            "en": "The parent pays compliments for behaviour, for effort and for success, and says what they are for."
          },
          "tailorToMotivation": true, "tailorToSituation": false, "solutionFocused": true
        },
        {
          "subgoal": "8.2", "title": {"nl": "Belonen op meer manieren", "en": "Rewarding in more ways than one"},
          "description": {
            "nl": "De ouder wisselt af: woorden, een gebaar, samen iets doen of sparen voor iets leuks; het hoeft geen geld te kosten.",
            "en": "The parent varies: words, a gesture, doing something together or saving up for a treat; it need not cost money."
          },
          "tailorToMotivation": false, "tailorToSituation": true, "solutionFocused": true
        },
        {
          "subgoal": "8.3", "title": {"nl": "Ingaan op gevoelens", "en": "Responding to feelings"},
          "description": {
            "nl": "De ouder ziet hoe het kind zich voelt, geeft daar woorden aan en reageert op een manier waar het kind iets aan heeft.",
            "en": "The parent sees how the child feels, puts it into words and responds in a way that helps the child."
          },
          "tailorToMotivation": true, "tailorToSituation": false, "solutionFocused": false
        },
        {
          "subgoal": "8.4", "title": {"nl": "Vragen naar de schooldag", "en": "Asking about the school day"},
          "description": {
            "nl": "De ouder toont geregeld belangstelling voor wat het kind op school heeft meegemaakt en luistert naar het antwoord.",
            "en": "The parent regularly shows interest in what the child went through at school and listens to the answer."
          },
          "tailorToMotivation": false, "tailorToSituation": true, "solutionFocused": false
        },
        {
          "subgoal": "8.5", "title": {"nl": "Belangstelling voor schoolwerk", "en": "Interest in school work"},
          "description": {
            "nl": "Werk uit de klas en werk thuis krijgen een vriendelijk en bemoedigend oog van de ouder.",
            "en": "Work from class and work at home get a friendly and encouraging eye from the parent."
          },
          "tailorToMotivation": false, "tailorToSituation": true, "solutionFocused": false
        }
      ]
    }
  ]
}$json$),
('steps', 1, '2026-01-01', $json${
  "steps": [
    {
      "code": "intake", "phase": "alignment", "order": 1, "title": {"nl": "Intakegesprek", "en": "Intake interview"},
      "attendance": ["parents"], "mode": "home", "countsAsHomeVisit": true, "repeats": false,
      "expectedLength": {"fromMinutes": 60, "untilMinutes": 120}, "dueAfter": null,
      "handbook": {"chapter": "Afstemmingsfase: intakegesprek"},
      "hints": [
        {
          "nl": "Vraag bij het plannen of beide ouders of verzorgers erbij kunnen zijn.",
          "en": "When planning, ask whether both parents or carers can be there."
        },
        {
          "nl": "Begin bij wat het kind goed kan en wat de ouder al doet; bespreek daarna pas wat beter kan.",
          "en": "Start from what the child does well and what the parent does already; only then discuss what could be better."
        },
        {
          "nl": "Sluit af met vaste dagen en tijden en zet ze meteen op de afsprakenkaart.",
          "en": "End with fixed days and times and put them on the appointment card at once."
        }
      ]
    },
    {
      "code": "acquaintance", "phase": "alignment", "order": 2,
      "title": {"nl": "Kennismakingsactiviteit", "en": "Getting acquainted"}, "attendance": ["family"], "mode": "home",
      "countsAsHomeVisit": true, "repeats": false, "expectedLength": {"fromMinutes": 40, "untilMinutes": 90}, "dueAfter": null,
      "handbook": {"chapter": "Afstemmingsfase: kennismakingsactiviteit"},
      "hints": [
        {
          "nl": "Kies iets waar het jongste en het oudste gezinslid allebei aan mee kunnen doen.",
          "en": "Choose something that the youngest and the oldest in the family can both join in."
        },
        {
          "nl": "Laat vragenlijsten deze keer in de tas: dit bezoek is om elkaar te leren kennen.",
          "en": "Leave questionnaires in the bag this time: this visit is for getting to know each other."
        },
        {
          "nl": "Schrijf na afloop op wat je zag in het samenspel; dat helpt bij het plan.",
          "en": "Afterwards write down what you saw in how they play together; it helps with the plan."
        }
      ]
    },
    {
      "code": "folder_walkthrough", "phase": "alignment", "order": 3,
      "title": {"nl": "Informatiemap doornemen", "en": "Going through the information folder"},
      "attendance": ["parents"], "mode": "home", "countsAsHomeVisit": true, "repeats": false,
      "expectedLength": {"fromMinutes": 60, "untilMinutes": 120}, "dueAfter": null,
      "handbook": {"chapter": "Afstemmingsfase: informatiemap doornemen"},
      "hints": [
        {
          "nl": "Leg per onderwerp drie dingen vast: hoe het nu gaat, of de ouder het anders wil en hoeveel zin de ouder daarin heeft.",
          "en": "Record three things per topic: how it goes now, whether the parent wants a change and how keen the parent is."
        },
        {
          "nl": "Lees de tekst samen als lezen lastig is; de ouder mag in de eigen taal in de map schrijven.",
          "en": "Read the text together when reading is hard; the parent may write in the folder in any language."
        },
        {
          "nl": "Laat de ouder zelf de activiteit voor het volgende bezoek kiezen en bereid die samen voor.",
          "en": "Let the parent choose the activity for the next visit and prepare it together."
        }
      ]
    },
    {
      "code": "folder_activity", "phase": "alignment", "order": 4,
      "title": {"nl": "Activiteit uitvoeren", "en": "Carrying out the activity"}, "attendance": ["family"],
      "mode": "home", "countsAsHomeVisit": true, "repeats": false, "expectedLength": {"fromMinutes": 40, "untilMinutes": 90},
      "dueAfter": null, "handbook": {"chapter": "Afstemmingsfase: activiteit uitvoeren"},
      "hints": [
        {
          "nl": "Geef de ouder de leiding en help alleen waar het stokt.",
          "en": "Let the parent lead and help only where things get stuck."
        },
        {
          "nl": "Bedenk samen welke vragen de ouder aan de leerkracht wil stellen en neem de leerkrachtvragenlijst erbij.",
          "en": "Think up together what the parent wants to ask the teacher, with the teacher questionnaire at hand."
        }
      ]
    },
    {
      "code": "teacher_conversation", "phase": "alignment", "order": 5,
      "title": {"nl": "Ouder-leerkrachtgesprek", "en": "Conversation with the teacher"}, "attendance": ["parents"],
      "mode": "school", "countsAsHomeVisit": false, "repeats": true, "expectedLength": {"fromMinutes": 30, "untilMinutes": 30},
      "dueAfter": null, "handbook": {"chapter": "Afstemmingsfase: ouder-leerkrachtgesprek"},
      "hints": [
        {
          "nl": "Plan per kind een eigen gesprek van ongeveer dertig minuten op school.",
          "en": "Plan a separate talk of about thirty minutes at school for each child."
        },
        {
          "nl": "Laat de ouder zoveel mogelijk zelf het woord doen; vul alleen aan.",
          "en": "Leave the talking to the parent as much as possible; only add to it."
        },
        {
          "nl": "Vraag wat er thuis kan gebeuren dat past bij wat de klas nu doet.",
          "en": "Ask what could be done at home that fits what the class is doing now."
        }
      ]
    },
    {
      "code": "plan_discussion", "phase": "alignment", "order": 6,
      "title": {"nl": "Plan van aanpak bespreken", "en": "Discussing the plan"}, "attendance": ["parents"],
      "mode": "home", "countsAsHomeVisit": true, "repeats": false, "expectedLength": {"fromMinutes": 60, "untilMinutes": 120},
      "dueAfter": null, "handbook": {"chapter": "Afstemmingsfase: plan van aanpak bespreken"},
      "hints": [
        {
          "nl": "Vraag bij elk doel of dit is wat de ouder bedoelt, en pas de woorden aan.",
          "en": "Ask with every goal whether this is what the parent means, and adapt the wording."
        },
        {
          "nl": "Drie tot vijf doelen is gebruikelijk; bewaar de rest voor na de tussenevaluatie.",
          "en": "Three to five goals is usual; keep the rest for after the mid evaluation."
        },
        {
          "nl": "Laat de ouder per doel een smiley kiezen voor nu en een voor waar het heen moet.",
          "en": "Have the parent choose a smiley per goal for now and one for where it should go."
        }
      ]
    },
    {
      "code": "goal_visit", "phase": "goal_work", "order": 7,
      "title": {"nl": "Huisbezoek aan doelen", "en": "Visit working on goals"}, "attendance": ["parents", "family"],
      "mode": "home", "countsAsHomeVisit": true, "repeats": true, "expectedLength": {"fromMinutes": 40, "untilMinutes": 120},
      "dueAfter": null, "handbook": {"chapter": "Werken aan doelen: huisbezoeken"},
      "hints": [
        {
          "nl": "Plan voor elk doel minstens een bezoek met de ouder en een met het hele gezin.",
          "en": "Plan at least one visit with the parent and one with the whole family for every goal."
        },
        {
          "nl": "Ga na in welke leerfase de vaardigheid zit: ervaren, bespreken, informeren of proberen.",
          "en": "Check which learning stage the skill is in: experience, discuss, inform or try."
        },
        {
          "nl": "Spreek af waar en wanneer de ouder het zonder jou probeert, en begin het volgende bezoek daarmee.",
          "en": "Agree where and when the parent will try it without you, and start the next visit from there."
        }
      ]
    },
    {
      "code": "mid_evaluation", "phase": "goal_work", "order": 8,
      "title": {"nl": "Tussenevaluatie", "en": "Mid evaluation"}, "attendance": ["parents"], "mode": "home",
      "countsAsHomeVisit": true, "repeats": false, "expectedLength": {"fromMinutes": 60, "untilMinutes": 120}, "dueAfter": null,
      "handbook": {"chapter": "Werken aan doelen: tussenevaluatie"},
      "hints": [
        {
          "nl": "Wacht tot elk doel en subdoel uit het plan minstens een keer aan bod is geweest.",
          "en": "Wait until every goal and sub-goal in the plan has had its turn at least once."
        },
        {
          "nl": "Laat de ouder opnieuw een smiley per doel kiezen en leg die naast de eerste.",
          "en": "Have the parent choose a smiley per goal again and lay it beside the first."
        },
        {
          "nl": "Beslis samen of er bezoeken bij komen en welke; bij weinig doelen kan dit gesprek het laatste zijn.",
          "en": "Decide together whether visits are added and which; with few goals this talk can be the last."
        }
      ]
    },
    {
      "code": "final_evaluation", "phase": "closing", "order": 9,
      "title": {"nl": "Eindevaluatie", "en": "Final evaluation"}, "attendance": ["parents"], "mode": "home",
      "countsAsHomeVisit": true, "repeats": false, "expectedLength": {"fromMinutes": 60, "untilMinutes": 120}, "dueAfter": null,
      "handbook": {"chapter": "Afronding: eindevaluatie"},
      "hints": [
        {
          "nl": "Noteer bij een doel dat niet gehaald is waardoor dat kwam.",
          "en": "With a goal that was not reached, note what stood in the way."
        },
        {
          "nl": "Vraag wat het gezin nog nodig heeft en wie daarbij kan helpen.",
          "en": "Ask what the family still needs and who could help with it."
        },
        {
          "nl": "Vraag de ouder hoe die wil afsluiten en nodig de leerkracht uit voor de evaluatie.",
          "en": "Ask how the parent would like to close and invite the teacher to evaluate."
        }
      ]
    },
    {
      "code": "closing_activity", "phase": "closing", "order": 10,
      "title": {"nl": "Afsluitende activiteit", "en": "Closing activity"}, "attendance": ["family"], "mode": "home",
      "countsAsHomeVisit": true, "repeats": false, "expectedLength": {"fromMinutes": 40, "untilMinutes": 90}, "dueAfter": null,
      "handbook": {"chapter": "Afronding: afsluitende activiteit"},
      "hints": [
        {
          "nl": "Laat het gezin kiezen: iets moois maken thuis of samen ergens heen.",
          "en": "Let the family choose: making something nice at home or going somewhere together."
        },
        {
          "nl": "Vraag de ouder eerst zelf te vertellen wat er veranderd is en vul dan aan.",
          "en": "Ask the parent first to say what has changed, then add to it."
        },
        {
          "nl": "Neem de certificaten mee, een voor elke ouder en elk kind.",
          "en": "Bring the certificates, one for every parent and every child."
        }
      ]
    },
    {
      "code": "aftercare_contact", "phase": "aftercare", "order": 11,
      "title": {"nl": "Nazorgcontact", "en": "Aftercare contact"}, "attendance": ["parents"], "mode": "phone",
      "countsAsHomeVisit": false, "repeats": false, "expectedLength": null,
      "dueAfter": {"event": "final_evaluation", "from": {"weeks": 5}, "until": {"weeks": 8}},
      "handbook": {"chapter": "Afronding: nazorgcontact"},
      "hints": [
        {
          "nl": "Bel op een moment dat de ouder rustig kan praten en loop de nazorglijst na.",
          "en": "Call when the parent can talk quietly and go through the aftercare list."
        },
        {
          "nl": "Blijkt er meer nodig, bied dan een extra bezoek aan of verwijs door.",
          "en": "If more turns out to be needed, offer an extra visit or refer."
        }
      ]
    },
    {
      "code": "follow_up", "phase": "aftercare", "order": 12, "title": {"nl": "Follow-up", "en": "Follow-up"},
      "attendance": ["parents"], "mode": "home", "countsAsHomeVisit": true, "repeats": false, "expectedLength": null,
      "dueAfter": {"event": "final_evaluation", "from": {"months": 5}, "until": {"months": 7}},
      "handbook": {"chapter": "Afronding: follow-up"},
      "hints": [
        {
          "nl": "Spreek met de ouder af of je langskomt of belt, en leg vast welke vorm het werd.",
          "en": "Agree with the parent whether you come by or call, and record which it was."
        },
        {
          "nl": "Gebruik dezelfde lijst als bij de nazorg, zodat beide momenten te vergelijken zijn.",
          "en": "Use the same list as in aftercare, so that the two moments can be compared."
        },
        {
          "nl": "Vraag ook hoe het de andere kinderen in het gezin vergaat.",
          "en": "Ask how the other children in the family are doing too."
        }
      ]
    }
  ]
}$json$),
('contra-indications', 1, '2026-01-01', $json${
  "contraIndications": [
    {
      "code": "no_shared_language", "title": {"nl": "Geen gedeelde taal", "en": "No shared language"},
      "description": {
        "nl": "Ouder en begeleider kunnen elkaar op geen enkele manier verstaan: er is geen taal die beiden spreken, en ook geen tolk of bekende die kan vertalen.",
        "en": "Parent and practitioner have no way of understanding each other: no language that both speak, and no interpreter or acquaintance to translate."
      },
      "followUp": {
        "nl": "Zoek eerst een vorm van communicatie: een collega die de taal spreekt, een tolk, of iemand uit het netwerk van het gezin. Daarna kan het traject alsnog beginnen.",
        "en": "First find a form of communication: a colleague who speaks the language, an interpreter, or someone from the family's network. After that the trajectory can still begin."
      }
    },
    {
      "code": "high_stress", "title": {"nl": "Veel stress", "en": "Heavy stress"},
      "description": {
        "nl": "Zorgen over geld, gezondheid of veiligheid vragen nu zoveel van de ouder dat er geen ruimte is om te leren.",
        "en": "Worries about money, health or safety now take so much of the parent that there is no room for learning."
      },
      "followUp": {
        "nl": "Zorg dat er eerst andere hulp komt, bijvoorbeeld van het wijkteam. De aanmelding kan wachten en wordt heropend zodra er meer rust is.",
        "en": "See to it that other help comes first, from the neighbourhood team for instance. The referral can wait and is reopened once things are calmer."
      }
    },
    {
      "code": "low_comprehension",
      "title": {"nl": "Aanpak te moeilijk te volgen", "en": "Approach too hard to follow"},
      "description": {
        "nl": "De stof blijkt ook in eenvoudige stappen te moeilijk, zodat oefenen de ouder alleen maar frustreert. Meestal wordt dit pas in de afstemming zichtbaar.",
        "en": "Even in simple steps the material proves too hard, so that practising only frustrates the parent. This mostly shows only during alignment."
      },
      "followUp": {
        "nl": "Zoek samen met de ouder, en zo nodig met het wijkteam, steun die beter past.",
        "en": "Look with the parent, and with the neighbourhood team if needed, for support that suits better."
      }
    },
    {
      "code": "no_motivation",
      "title": {"nl": "Geen wens voor begeleiding thuis", "en": "No wish for coaching at home"},
      "description": {
        "nl": "De ouder wil ook na uitleg geen begeleiding die zich op de ouder zelf richt; vaak was hulp bij huiswerk de verwachting.",
        "en": "Even after explanation the parent does not want coaching aimed at the parent; help with homework was often what was expected."
      },
      "followUp": {
        "nl": "Vraag eerst wat de ouder tegenhoudt; onzekerheid is vaak weg te nemen. Blijft de wens anders, zoek dan mee naar een aanbod dat daarbij past.",
        "en": "Ask first what holds the parent back; uncertainty can often be taken away. If the wish stays different, help to find an offer that fits it."
      }
    },
    {
      "code": "practical_obstacles", "title": {"nl": "Praktische belemmeringen", "en": "Practical obstacles"},
      "description": {
        "nl": "De ouder is zo weinig beschikbaar dat bezoeken telkens uitvallen en de lijn verloren gaat. Dit valt op bij het plannen van de intake of tijdens de afstemming.",
        "en": "The parent is available so rarely that visits keep falling through and the thread is lost. It shows when the intake is being planned or during alignment."
      },
      "followUp": {
        "nl": "De methode schrijft hier geen vervolg voor. Bespreek met de ouder wat er in de weg staat en spreek zo nodig een later moment af om opnieuw te kijken.",
        "en": "The method prescribes no follow-up here. Discuss with the parent what is in the way and, where useful, agree a later moment to look again."
      }
    }
  ]
}$json$);
