"""Where reviewers find what they ask, and what of it this report does not show. A map, and no claim of compliance.

Read for this table: SR 11-7 / OCC 2011-12, "Supervisory Guidance on Model Risk Management" (4 April 2011); Regulation
(EU) 2024/1689, articles 11 to 15, whose requirements are for high-risk systems; Regulation (EU) 2016/679, article 22;
"Good Machine Learning Practice for Medical Device Development: Guiding Principles" (FDA, Health Canada, MHRA, October
2021). What they ask is said here in short and in our words.
"""

from exegesis.reports.audit.result import Framework

SR_11_7, AI_ACT, GDPR, GMLP = "SR 11-7", "EU AI Act", "GDPR", "Good machine learning practice"

FRAMEWORKS = (
    Framework(
        f"{SR_11_7}, development and documentation",
        "A clear purpose, sound design, data that suit it, testing over a range of inputs, and documents by which a "
        "stranger can tell how the model works, its limits and its assumptions.",
        ("identity", "data", "performance", "slices", "robustness", "versions"),
        "Purpose, theory and data selection stand in the owner's documents; of these only the card is quoted.",
    ),
    Framework(
        f"{SR_11_7}, validation: conceptual soundness",
        "A critical look at design and at what the model goes by, by people who did not build it.",
        ("examples", "words", "methods", "counterexamples"),
        "Whether what it goes by is sound in the trade is for those who know it; independence is for the organisation.",
    ),
    Framework(
        f"{SR_11_7}, validation: ongoing monitoring and outcomes analysis",
        "Known limits watched, results compared with what came true (back-testing) and with alternatives "
        "(benchmarking).",
        ("performance", "calibration", "drift"),
        "One file at one time: monitoring is repeating this on new rows. No other model is compared here.",
    ),
    Framework(
        f"{AI_ACT}, article 11 (with annex IV)",
        "Technical documentation, drawn up before the system is placed on the market or put into service and kept up "
        "to date, with its purpose, versions, development, data, and validation with its metrics and logs.",
        ("identity", "data", "performance", "fairness", "versions", "drift"),
        "A source for that documentation, not the documentation: system, development and risk management are not here.",
    ),
    Framework(
        f"{AI_ACT}, article 12",
        "The system technically allows events to be recorded automatically (logs) over its lifetime.",
        (),
        "Nothing of it: this report looks at a model outside of the system that it runs in.",
    ),
    Framework(
        f"{AI_ACT}, article 13",
        "Deployers can interpret the output and use it rightly; instructions for use give accuracy with its metrics, "
        "robustness, known limits, where fit the performance for specific groups, and means to explain an output.",
        ("performance", "calibration", "selective", "slices", "fairness", "robustness", "attacks", "examples", "words"),
        "The instructions for use are the provider's to write; foreseeable misuse and its risks are not looked at.",
    ),
    Framework(
        f"{AI_ACT}, article 14",
        "People can oversee it: understand what it can and cannot do, stay aware of automation bias, interpret its "
        "output, disregard it, and stop it.",
        ("calibration", "selective", "examples", "slices"),
        "Whether people do so, and can stop the system, is a matter of its design and of their work.",
    ),
    Framework(
        f"{AI_ACT}, article 15",
        "An appropriate and lasting level of accuracy, robustness and cybersecurity; accuracy and its metrics "
        "declared; resilience against errors, faults and those who manipulate inputs, training data or the model.",
        ("performance", "robustness", "attacks", "drift"),
        "What level is appropriate; other attacks, poisoning and the security of the system; feedback loops.",
    ),
    Framework(
        f"{GDPR}, article 22",
        "A right not to be subject to a decision with legal or similarly significant effects that rests solely on "
        "automated processing, but for a contract, law or explicit consent, then with safeguards: human intervention, "
        "one's own view, contesting the decision.",
        ("examples", "counterexamples", "fairness"),
        "Whether decisions are automated alone, on what ground, and the safeguards. Single explanations may help "
        "someone to contest a decision; those here are of a few rows, not of the person who asks.",
    ),
    Framework(
        f"{GMLP} for medical devices (2021), principles 3 to 5: data",
        "Data that represent those it is meant for; training and test sets apart; reference sets by the best methods.",
        ("data", "fairness"),
        "Where rows and labels come from, and whether any of them was trained on, cannot be told from here.",
    ),
    Framework(
        f"{GMLP} for medical devices (2021), principles 7 to 10: use",
        "Performance of people with the system; tests under the conditions of use; clear information for users; "
        "deployed models monitored, and the risks of retraining managed.",
        ("performance", "slices", "examples", "drift"),
        "People with the system were not tested, nor the system in its use; information for users is not written here.",
    ),
)

NOT_SHOWN = (
    "This report describes one model on one file of rows. It claims no compliance with any of these rules.",
    "It does not say whether the file stands for the use: figures hold for rows drawn as these were.",
    "It says what moves the model's answers, not what is true of the world: a score is no cause outside the model.",
    "It does not test the system around the model, the people who use it, or anyone who means it harm.",
    "An interval is of chance in drawing rows. It does not hold what changes later, or labels that are wrong.",
)
