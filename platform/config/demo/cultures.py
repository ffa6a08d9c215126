"""Whom might a bookseller or a tool maker know? Names, places and phone numbers of a dozen countries.

Names that are not written in Latin letters have their transcription behind a bar, for e-mail addresses. Numbers are of
ranges kept for films and examples where a country has one; every `#` becomes a digit.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Culture:
    """A country as its people are called and reached: `places` are "postal code|city"."""

    country: str
    given: tuple[str, ...]
    family: tuple[str, ...]
    phones: tuple[str, ...]
    streets: tuple[str, ...]
    places: tuple[str, ...]


BRITISH = Culture(
    country="GB",
    given=(
        *("John", "Mary", "James", "Anna", "Zoë", "Chloë", "Oliver", "Siobhán", "Rhys", "Imogen", "Harriet", "Tom"),
        *("Priya", "Mohammed", "Grace", "Jean-Luc", "Noël", "Eleanor"),
    ),
    # Every name book has its Smiths.
    family=(
        *("Smith",) * 9,
        *("Jones", "Jones", "Taylor", "Patel", "Khan", "O'Brien", "O’Neill", "MacLeod", "Brontë", "Smith-Jones"),
        *("Fitzgerald", "Okafor", "ap Rhys", "de la Mare", "Wright", "Hughes"),
    ),
    phones=("020 7946 0###", "0131 496 0###", "0161 496 0###", "07700 900###"),
    streets=("{} High Street", "{} Mill Lane", "Flat 2, {} Queen’s Road", "{} The Quay", "{} Station Road"),
    places=("EH6 6QQ|Edinburgh", "SE1 9GF|London", "M1 4BT|Manchester", "CF10 1EP|Cardiff", "BA1 1LN|Bath"),
)
NORWEGIAN = Culture(
    country="NO",
    given=("Øystein", "Åse", "Kari", "Ola", "Bjørn", "Ingrid", "Håkon", "Sølvi", "Tor", "Marit", "Pål", "Synnøve"),
    family=("Hansen", "Hansen", "Hansen", "Sæther", "Ødegård", "Åsen", "Bakken", "Lie", "Smith", "Nygård", "Strøm"),
    phones=("21 23 45 ##", "40 61 2# 4#", "+47 21 23 4# ##"),
    streets=("Storgata {}", "Ålesundveien {}", "Bryggen {}", "Kirkeveien {}"),
    places=("0155|Oslo", "5003|Bergen", "6002|Ålesund", "9008|Tromsø"),
)
OTHERS = (
    Culture(
        country="FR",
        given=("Hélène", "François", "Zoé", "Jérôme", "Anaïs", "Benoît", "Maëlle"),
        family=("Lefèvre", "Dupont", "d’Aubigné", "Le Goff", "Château", "Martin"),
        phones=("+33 1 99 00 ## ##", "0033 1 99 00 ## ##"),
        streets=("{} rue de l’Église", "{} bis, avenue Foch"),
        places=("75011|Paris", "29200|Brest", "69002|Lyon"),
    ),
    Culture(
        country="DE",
        given=("Jürgen", "Käthe", "Björn", "Sören", "Annegret", "Günther"),
        family=("Müller", "Weiß", "von der Heyde", "Schröder", "Groß", "Müller-Lüdenscheidt"),
        phones=("+49 30 23125 ###", "+49 (0)30 23125###"),
        streets=("Hauptstraße {}", "Am Güterbahnhof {}"),
        places=("10115|Berlin", "50667|Köln", "80331|München"),
    ),
    Culture(
        country="ES",
        given=("José", "Begoña", "Íñigo", "María José", "Ángel", "Lucía"),
        family=("Muñoz", "García Lorca", "Ibáñez", "de la Cruz", "Peña y Vidal"),
        phones=("+34 612 34 5# ##",),
        streets=("Calle Mayor, {}", "Paseo de la Castellana, {}"),
        places=("28013|Madrid", "15001|A Coruña"),
    ),
    Culture(
        country="PL",
        given=("Łukasz", "Małgorzata", "Grażyna", "Stanisław", "Zofia", "Żaneta"),
        family=("Wójcik", "Kowalczyk", "Szczęsny", "Żuławska", "Brzęczyszczykiewicz"),
        phones=("+48 512 34# ###",),
        streets=("ul. Piotrkowska {}", "ul. Świętojańska {}/3"),
        places=("90-001|Łódź", "81-372|Gdynia"),
    ),
    Culture(
        country="NL",
        given=("Daniël", "Femke", "Joost", "Renée", "Sjoerd"),
        family=("van der Berg", "de Vries", "van ’t Hoff", "ten Brink", "IJzerman"),
        phones=("+31 6 123456##",),
        streets=("Keizersgracht {}", "’s-Gravendijkwal {}"),
        places=("1015 CW|Amsterdam", "3015 CC|Rotterdam"),
    ),
    Culture(
        country="CZ",
        given=("Jiří", "Tereza", "Ondřej", "Zdeňka"),
        family=("Dvořák", "Nováková", "Černý", "Říha"),
        phones=("+420 601 12# ###",),
        streets=("Národní {}", "Křížová {}"),
        places=("110 00|Praha", "602 00|Brno"),
    ),
    Culture(
        country="TR",
        given=("İpek", "Çağla", "Yiğit", "Gülşen"),
        family=("Yılmaz", "Öztürk", "Şahin", "Işık"),
        phones=("+90 501 234 5# ##",),
        streets=("İstiklal Cd. No: {}",),
        places=("34433|İstanbul", "35210|İzmir"),
    ),
    Culture(
        country="US",
        given=("John", "Renée", "Tyrone", "Nuñez", "Mary Ann", "Wm."),
        family=("Smith", "Smith", "Begay", "St. John", "Nguyễn", "Jones III"),
        phones=("+1 (415) 555-01##", "+1-212-555-01##"),
        streets=("{} Cannery Row", "{} 5th Ave, Apt 4B"),
        places=("93940|Monterey", "10011|New York"),
    ),
    Culture(
        country="CN",
        given=("小龙|xiaolong", "娜|na", "伟|wei", "秀英|xiuying"),
        family=("李|li", "王|wang", "张|zhang", "欧阳|ouyang"),
        phones=("+86 131 2345 67##",),
        streets=("南京东路{}号",),
        places=("200001|上海", "100006|北京"),
    ),
    Culture(
        country="JP",
        given=("さくら|sakura", "健太|kenta", "陽子|yoko"),
        family=("佐藤|sato", "鈴木|suzuki", "大野|ono"),
        phones=("+81 90-1234-56##",),
        streets=("神田神保町1-{}",),
        places=("101-0051|東京",),
    ),
    Culture(
        country="UA",
        given=("Олена|olena", "Тарас|taras", "Їванна|ivanna"),
        family=("Шевченко|shevchenko", "Ґалаґан|galagan", "Коваль|koval"),
        phones=("+380 50 123 45 ##",),
        streets=("вул. Хрещатик, {}",),
        places=("01001|Київ", "79000|Львів"),
    ),
    Culture(
        country="EG",
        given=("ليلى|layla", "محمد|mohamed", "نور|nour"),
        family=("حسن|hassan", "المصري|elmasry", "نجيب|naguib"),
        phones=("+20 10 0123 45##",),
        streets=("{} شارع طلعت حرب",),
        places=("11511|القاهرة",),
    ),
)
HOME = {culture.country: culture for culture in (BRITISH, NORWEGIAN)}
