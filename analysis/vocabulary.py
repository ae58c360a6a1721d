"""Closed lists of English words that tell who is meant in a news text: pronouns, titles, roles, parties, places.

Nothing here says which gender a given name has; gender is only what an article shows by its pronouns and titles.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _pairs(text: str) -> dict[str, str]:
    return {key: value for line in text.strip().splitlines() for value, keys in [line.strip().split(":")] for key in keys.split()}


HE = _words("he him his himself")
SHE = _words("she her hers herself")
THEY = _words("they them their theirs themselves")
IT = _words("it its itself")
FIRST = _words("i me my mine myself")
FIRST_PLURAL = _words("we us our ours ourselves")
SECOND = _words("you your yours")
RELATIVE = _words("who whom whose which that")
POSSESSIVE = _words("his her its their my our your whose")
PRONOUNS = HE | SHE | THEY | IT | FIRST | FIRST_PLURAL | SECOND | RELATIVE

MALE = _words(
    "mr sir lord king prince congressman businessman chairman spokesman policeman assemblyman councilman husband father "
    "son brother uncle nephew grandfather grandson dad widower actor fireman salesman gentleman man boy ex-husband "
    "statesman anchorman newsman"
)
FEMALE = _words(
    "mrs ms miss dame lady queen princess congresswoman businesswoman chairwoman spokeswoman policewoman assemblywoman "
    "councilwoman wife mother daughter sister aunt niece grandmother granddaughter mom widow actress heiress woman girl "
    "ex-wife stateswoman anchorwoman"
)

# Words before a name that are no part of it. Abbreviations without their full stop.
TITLES = _words(
    "mr mrs ms miss dr sir lord lady dame king queen prince princess pope sen sens senator senators rep reps "
    "representative representatives gov govs governor governors president presidents vice premier minister ministers "
    "secretary chancellor ambassador judge justice chief attorney attorneys gen general generals lt col colonel maj major "
    "capt captain adm admiral cmdr commander sgt sergeant cpl pvt rev reverend fr father sister rabbi imam sheikh "
    "ayatollah prof professor speaker congressman congresswoman congressmen mayor sheriff officer detective deputy "
    "chairman chairwoman chair director leader spokesman spokeswoman spokesperson candidate nominee democrat democrats "
    "republican republicans libertarian independent coach candidates nominees dictator whip counsel prosecutor "
    "undersecretary commissioner superintendent administrator cardinal bishop archbishop pastor marshal brig sens "
    "activist economist lawyer analyst journalist reporter columnist author host anchor moderator pollster strategist "
    "adviser advisor billionaire businessman businesswoman ceo cofounder founder retired former ex then-president activist "
    "professors doctor physician assemblyman assemblywoman councilman councilwoman comptroller treasurer solicitor "
    "councillor emir sultan tsar crown delegate aide veteran lieutenant specialist pfc private corporal"
)
# Words that name one person by what they do or are.
PERSONS = TITLES - _words("vice sens reps govs senators representatives presidents governors ministers attorneys retired former "
    "ex republicans democrats generals congressmen crown private independent general major chief") | _words(
    "person man woman boy girl guy lady teenager teen child kid baby mother father mom dad parent husband wife spouse "
    "fiance fiancee partner son daughter brother sister sibling uncle aunt niece nephew cousin grandfather grandmother "
    "grandson granddaughter friend neighbour neighbor roommate colleague ally rival opponent critic supporter backer donor "
    "fan follower advocate activist campaigner organiser organizer volunteer protester protestor demonstrator dissident "
    "rebel militant terrorist gunman shooter suspect attacker killer murderer assailant victim survivor witness bystander "
    "resident citizen voter taxpayer immigrant migrant refugee native newcomer veteran soldier marine sailor pilot troop "
    "officer official operative agent spy aide staffer assistant secretary adviser advisor consultant strategist counsel "
    "lawyer attorney prosecutor defender judge justice magistrate plaintiff defendant juror sheriff cop detective trooper "
    "investigator inspector spokesman spokeswoman spokesperson surrogate representative envoy diplomat ambassador negotiator "
    "politician lawmaker legislator senator congressman congresswoman governor mayor president premier minister chancellor "
    "incumbent challenger candidate nominee contender frontrunner front-runner hopeful leader ruler monarch dictator "
    "strongman chief head boss chairman chairwoman chairperson chair director executive ceo coo cfo president manager "
    "employer employee worker labourer owner proprietor founder co-founder cofounder entrepreneur businessman businesswoman "
    "businessperson developer investor banker broker trader financier billionaire millionaire tycoon mogul magnate landlord "
    "tenant customer client consumer economist analyst expert scholar academic scientist researcher historian professor "
    "lecturer teacher educator principal superintendent student pupil graduate freshman sophomore author co-author writer "
    "novelist poet journalist reporter correspondent columnist commentator pundit blogger editor publisher photographer "
    "host anchor anchorman newsman moderator interviewer broadcaster announcer narrator actor actress comedian singer "
    "musician rapper artist painter filmmaker director producer star celebrity model athlete player coach quarterback "
    "doctor physician surgeon nurse psychiatrist psychologist therapist dentist patient pastor priest bishop archbishop "
    "cardinal pope rabbi imam cleric minister preacher evangelist nun monk chaplain pollster fundraiser lobbyist donor "
    "bureaucrat administrator commissioner trustee delegate councilman councilwoman member participant attendee speaker "
    "source insider whistleblower informant hacker engineer programmer designer architect farmer rancher driver clerk "
    "waitress waiter cook chef mogul star heir heiress successor predecessor counterpart mate nominee appointee fellow "
    "individual figure viewer reader listener user commenter caller tweeter conservative liberal progressive moderate "
    "libertarian socialist communist democrat republican feminist nationalist populist independent mother-in-law "
    "ex-husband ex-wife widow widower architect mastermind first-lady general lieutenant colonel admiral captain commander sergeant"
)
# Words that name many at once although they carry no plural s.
COLLECTIVES = _words(
    "people police men women children families everyone everybody others some many most few several both all none "
    "no-one nobody anyone anybody someone public media press electorate audience crowd couple pair team-mates clergy "
    "majority minority military troops youth elite elites establishment base opposition folks congressmen businessmen "
    "spokesmen lawmen gunmen policemen fishermen congresswomen policewomen businesswomen working-class left right world"
)
# Words that count others: "a number of", "some of".
MANY = _words(
    "number group couple handful majority array chorus host slew string series lot coalition crowd band panel bunch trio "
    "pair range score dozens hundreds thousands millions members leaders some many most few several both all half percent "
    "none each minority percentage portion generation parade"
)
ORGANISATIONS = _words(
    "administration agency alliance army assembly association authority bank board branch brigade broadcaster bureau "
    "cabinet campaign caucus center centre chamber channel church clinic coalition college commission committee company "
    "conference confederation congress consortium consulate corporation corps council court department "
    "delegation division embassy establishment federation firm force forces foundation fund government "
    "group guard guild hospital house initiative institute institution intelligence kremlin league legislature library "
    "magazine ministry mission mosque movement museum navy network newspaper observatory office organisation organization "
    "outlet pac panel paper parliament party pentagon post project publication regime republic school secretariat senate "
    "centers centres academies institutes service services society station studio syndicate taskforce "
    "convention journalism team times trust union university website inc corp co llc ltd plc "
    "images "
    "news tribune herald journal gazette guardian telegraph reuters daily weekly radio tv media hall state states nations "
    "bureaucracy industry nonprofit charity ngo think-tank tank startup unit outlet syndicate troika politburo senate"
)
DOCUMENTS = _words(
    "account act advertisement ad affidavit agreement amendment analysis announcement article assessment audit bill "
    "biography blog book brief briefing budget caption charter clip column commentary communique complaint constitution "
    "contract data decision declaration decree directive document dossier draft editorial email e-mail essay estimate "
    "evidence excerpt facebook figures file filing film findings footage headline history indictment information inquiry "
    "interview investigation key language law lawsuit legislation letter list manifesto manual measure memo memoir "
    "memorandum message motion note notice numbers op-ed opinion order ordinance page petition piece plan platform play "
    "poll post postmortem proposal publication questionnaire quote readout record records release remarks report reporting "
    "request research resolution results returns review rule ruling script settlement sign song speech statement "
    "statistics statute story study submission subpoena suit summary survey tally tape testimony text thread title "
    "transcript treaty tweet update verdict version video warrant website words writing show"
)
# Organisations that act for one person and carry their name: "the Obama administration", "her campaign".
BODIES = _words("administration campaign office team government cabinet foundation camp organisation organization regime")

PARTY_LETTERS = {"R": "Republican", "D": "Democratic", "I": "independent", "L": "Libertarian", "DFL": "Democratic"}
PARTIES = _pairs(
    """
    Republican:republican republicans gop
    Democratic:democrat democrats democratic
    Libertarian:libertarian libertarians
    """
)

MONTHS_AND_DAYS = _words(
    "january february march april june july august september october november december jan feb mar apr jun jul aug sep "
    "sept oct nov dec monday tuesday wednesday thursday friday saturday sunday"
)

US_STATES = {
    code: name
    for line in """
    alabama:ala al|alaska:ak|arizona:ariz az|arkansas:ark ar|california:calif ca|colorado:colo co|connecticut:conn ct
    delaware:del de|florida:fla fl|georgia:ga|hawaii:hi|idaho:id|illinois:ill il|indiana:ind in|iowa:ia|kansas:kan ks
    kentucky:ky|louisiana:la|maine:me|maryland:md|massachusetts:mass ma|michigan:mich mi|minnesota:minn mn
    mississippi:miss ms|missouri:mo|montana:mont mt|nebraska:neb ne|nevada:nev nv|new hampshire:nh|new jersey:nj
    new mexico:nm|new york:ny|north carolina:nc|north dakota:nd|ohio:oh|oklahoma:okla ok|oregon:ore or|pennsylvania:pa penn
    rhode island:ri|south carolina:sc|south dakota:sd|tennessee:tenn tn|texas:tex tx|utah:ut|vermont:vt|virginia:va
    washington:wash wa|west virginia:wva wv|wisconsin:wis wi|wyoming:wyo wy
    """.strip().splitlines()
    for entry in line.split("|")
    for name, codes in [entry.strip().split(":")]
    for code in [name, *codes.split()]
}
# Peoples and short forms to the country that they stand for, folded.
COUNTRIES = _pairs(
    """
    united-states:american americans us u.s. usa u.s.a. america united-states washington
    united-kingdom:british britain uk u.k. english england united-kingdom
    mexico:mexican mexicans mexico
    russia:russian russians russia kremlin
    china:chinese china
    france:french france
    germany:german germans germany
    spain:spanish spain
    italy:italian italians italy
    canada:canadian canadians canada
    israel:israeli israelis israel
    iran:iranian iranians iran
    iraq:iraqi iraqis iraq
    syria:syrian syrians syria
    turkey:turkish turks turkey
    ukraine:ukrainian ukrainians ukraine
    venezuela:venezuelan venezuelans venezuela
    cuba:cuban cubans cuba
    colombia:colombian colombians colombia
    brazil:brazilian brazilians brazil
    argentina:argentine argentinian argentina
    chile:chilean chile
    peru:peruvian peru
    afghanistan:afghan afghans afghanistan
    pakistan:pakistani pakistanis pakistan
    india:indian indians india
    japan:japanese japan
    south-korea:south-korean south-korea
    north-korea:north-korean north-korea
    philippines:philippine filipino philippines
    saudi-arabia:saudi saudis saudi-arabia
    egypt:egyptian egyptians egypt
    libya:libyan libyans libya
    lebanon:lebanese lebanon
    jordan:jordanian jordan
    yemen:yemeni yemen
    qatar:qatari qatar
    poland:polish poles poland
    hungary:hungarian hungary
    greece:greek greeks greece
    sweden:swedish sweden
    norway:norwegian norway
    denmark:danish denmark
    netherlands:dutch netherlands
    belgium:belgian belgium
    switzerland:swiss switzerland
    austria:austrian austria
    australia:australian australians australia
    ireland:irish ireland
    nigeria:nigerian nigeria
    kenya:kenyan kenya
    south-africa:south-african south-africa
    palestine:palestinian palestinians palestine
    vietnam:vietnamese vietnam
    indonesia:indonesian indonesia
    taiwan:taiwanese taiwan
    europe:european europeans europe
    scotland:scottish scotland
    catalonia:catalan catalonia
    guatemala:guatemalan guatemala
    honduras:honduran honduras
    el-salvador:salvadoran el-salvador
    nicaragua:nicaraguan nicaragua
    """
)
PLACES = frozenset(US_STATES) | frozenset(COUNTRIES) | _words(
    "copenhagen stockholm oslo helsinki madrid rome lisbon warsaw prague vienna budapest pretoria nairobi abuja niamey bamako "
    "tripoli sanaa doha amman beirut africa asia antarctica "
    "london paris berlin moscow beijing brussels jerusalem baghdad damascus tehran kabul kiev kyiv "
    "ankara havana bogota lima riyadh kigali hanoi canberra ottawa delhi caracas manhattan brooklyn "
    "chicago boston philadelphia houston dallas atlanta detroit miami seattle baltimore "
    "cleveland charlotte orlando vegas aleppo mosul benghazi gaza tokyo seoul pyongyang islamabad cairo"
)

# The last word of many a place.
GEOGRAPHY = _words(
    "mountain mountains river street avenue road boulevard county island islands lake valley airport square bridge "
    "peninsula sea ocean strait gulf region province city town village beach bay coast desert border canal park plaza "
    "day bowl prize award awards"
)
# Countries and towns that are given names or surnames too.
NAMESAKES = _words("jordan chad israel india kenya georgia virginia paris london charlotte dallas austin washington houston")

# Capitalised at the start of a sentence or a headline and still no part of a name.
FUNCTION_WORDS = _words(
    "a an the this that these those his her its their my our your some any many most few several both all each every no "
    "other another such one two three four five six seven eight nine ten he she it they we i you who whom whose which what "
    "when where why how if unless because although though while as since until before after once whether than and or but "
    "nor yet so for of in on at by to from with without within into onto over under about against among amid between "
    "through during despite besides beyond behind beneath above below near across along around toward towards upon via per "
    "like unlike not only just even also too still again already always never often sometimes soon now then later earlier "
    "today yesterday tomorrow here there meanwhile however moreover furthermore nevertheless instead indeed perhaps maybe "
    "rather thus therefore hence otherwise according asked speaking is are was were be been being am do does did has have "
    "had will would shall should can could may might must let's last next first second finally well oh yes more less much "
    "very up down out off back mr. whatever whoever additionally overall recently currently ultimately eventually "
    "apparently clearly obviously certainly surely certainly similarly likewise separately specifically typically "
    "generally usually especially particularly especially fortunately unfortunately interestingly notably given including "
    "said says using based following citing noting adding saying calling referring responding appearing writing regarding concerning"
)
PARTICLES = _words("de del de la las los da das do dos du di van von der den ter ten bin ibn ben al el abu bint y e zu af")
SUFFIXES = _words("jr sr ii iii iv md phd esq jr. sr.")
DEPARTMENTS = _words(
    "state defense defence treasury interior exterior agriculture commerce labor labour health human services housing urban "
    "development transportation energy education veterans affairs homeland security justice war navy army foreign finance "
    "the and & for of economy environment trade economic culture public house commons representatives staff oversight "
    "intelligence national homeland budget management public"
)

_NICKNAMES = """
william bill will billy willy liam|robert bob rob bobby robbie|richard rick dick rich ricky|james jim jimmy jamie
joseph joe joey|michael mike mick mickey|thomas tom tommy|timothy tim|bernard bernie|donald don donny|theodore ted teddy
edward ed eddie ted ned|charles charlie chuck|john jack johnny|jonathan jon|daniel dan danny|david dave davey
stephen steven steve|gregory greg|christopher chris|matthew matt|anthony tony|andrew andy drew|benjamin ben benny
samuel sam|nicholas nick|alexander alex alec sandy|kenneth ken kenny|ronald ron ronnie|lawrence laurence larry
gerald gerry jerry|jerome jerry|jeffrey jeff|geoffrey geoff|patrick pat paddy|peter pete|philip phillip phil
raymond ray|walter walt|frederick fred freddie|harold harry hal|henry harry hank|leonard leo len lenny|eugene gene
elizabeth liz beth betsy lizzie betty eliza|katherine catherine kathryn kate kathy cathy katie kat|margaret maggie meg peggy
deborah debbie debra deb|susan sue susie|patricia pat patty trish tricia|barbara barb|jennifer jen jenny|jessica jess
rebecca becky|pamela pam|cynthia cindy|sandra sandy|christine christina chris tina|victoria vicky vicki|kimberly kim
samantha sam|judith judy|jacqueline jackie|abraham abe|franklin frank|francis frank|francisco paco pancho|jose pepe
manuel manny manolo|guadalupe lupe|ignacio nacho|jesus chuy|mitchell mitch|rudolph rudy|newton newt|douglas doug
terrence terry|nathaniel nathan nate|zachary zach|joshua josh|jacob jake|maxwell max|martin marty|vincent vince
arthur art|albert al|alfred al|alan allen al|louis lou|randall randy|russell russ|bradley brad|clifford cliff
clinton clint|angela angie|abigail abby|dorothy dot|eleanor ellie|gwendolyn gwen|josephine jo|joanne jo|theresa terry
valerie val|reginald reggie|salvatore sal|roberto beto|alejandro alex|enrique quique|rafael rafa|eduardo lalo|ezekiel zeke
marcus marc mark|mohammed muhammad mohamed mohammad|sergei sergey|alexei alexey|yusuf yousef|hussein hussain|vladimir volodymyr
"""
NICKNAMES: dict[str, frozenset[int]] = {}
for _index, _group in enumerate(_NICKNAMES.strip().replace("\n", "|").split("|")):
    for _name in _group.split():
        NICKNAMES[_name] = NICKNAMES.get(_name, frozenset()) | {_index}
