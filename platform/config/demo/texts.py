"""What is written about people and companies? Jobs, tags and notes, short and long; `{}` becomes a name."""

PREFIXES = ("Dr", "Prof.", "Ms", "Mr", "Mx", "Rev.", "Sir", "Frau Dr.")
SUFFIXES = ("Jr.", "PhD", "OBE", "II", "MBA")
NICKNAMES = ("The Captain", "Bibi", "Dodo", "Mac", "Kiki", "El Niño", "Zazà", "Auntie Vi", "Smithy", "J.R.")
SOURCES = ("Website", "Referral", "Frankfurt Book Fair", "Trade fair", "Newsletter", "Cold call", "Imported", "Café")
JOB_TITLES = (
    *(
        "Buyer",
        "Head of Purchasing",
        "Managing Director",
        "Publicist",
        "Translator",
        "Author",
        "Librarian",
        "Geologist",
    ),
    *("Site Manager", "Accountant", "Warehouse Lead", "Café Owner", "Ingénieure", "Geschäftsführer", "Daglig leder"),
    *("Freelance Illustrator", "Engineer", "Senior Vice President, Rights and International Co-Editions"),
)
INDUSTRIES = ("Publishing", "Retail", "Printing", "Mining", "Construction", "Logistics", "Education", "Hospitality")
TAGS = (
    *("VIP", "Supplier", "Prospect", "Christmas card", "Émigré press", "Do not call", "Newsletter", "Pays late"),
    *("Überzeugt", "2025 fair", "Friend of the house", "Wholesale"),
)
TRADES = {
    "GB": ("{} & Sons", "{} Books Ltd", "{} Paper Mill", "{} Press", "Café {}", "The {} Gallery", "{} plc"),
    "NO": ("{} AS", "{} Maskin AS", "{} og Sønner", "{} Grus & Pukk", "Brødrene {}", "{} Fjellsprengning"),
}

SENTENCES = (
    "Called; will call back on Tuesday.",
    "Prefers e-mail to the phone.",
    "{} asked for the spring catalogue.",
    "Met at the fair, very interested in a yearly contract.",
    "Sent the quote. Waits for the budget round.",
    "Allergic to nuts – mind it when choosing the restaurant!",
    "Speaks English, French and a little Ελληνικά.",
    "Invoice paid late twice; ask {} for a new billing address.",
    "Moved house in May. The old number no longer works.",
    "Birthday card sent 🎂",
    "Price agreed: 1 200 € a month, 30 days net.",
    "Likes to be visited before nine.",
    'Said: "not this year, but do ask again".',
    "Wants twelve copies, signed; <b>no</b> dust jackets.",
    "Recommended us to two colleagues.",
)
PARAGRAPHS = (
    (
        "We sat for two hours over the new range. {} had read everything beforehand and went through it line by line: "
        "delivery within three working days is a must, returns should be free, and the boxes must not be heavier than "
        "what one person can carry up a narrow stair."
    ),
    (
        "On the price we are not far apart. Their present supplier gives 38 %, with a bonus at the end of the year "
        "that nobody there believes in. We offered 40 % flat, without a bonus, from the first order on."
    ),
    (
        "What worries {} is the change-over. They were left without stock for three weeks the last time they changed, "
        "in December of all months. I promised a named person, reachable by phone, for the first ninety days."
    ),
    (
        "Open points:\n– who signs (the director is on leave until the 14th)\n– where the pallets go, the yard is full"
        "\n– whether the old returns can be settled by credit note"
    ),
    (
        "Neste steg: tilbud inden fredag. Entre-temps, elle nous envoie le cahier des charges. Danach telefonieren wir "
        "wieder, am besten am Vormittag."
    ),
    (
        "A personal remark, so that nobody puts a foot in it: {} lost a parent this spring and has been back at work "
        "only since June. No small talk about family, please; gardening is always welcome."
    ),
)
