/** AMAZON.Airport: the busiest airports by name and code; others are known by their noun. */
import type { Locale } from '../../types.ts'
import { entries } from '../entries.ts'
import type { Nouns } from '../list.ts'

const NAMES = `
Hartsfield-Jackson Atlanta International Airport|Hartsfield-Jackson|O'Hare|O'Hare International Airport|Midway|
Los Angeles International Airport|Dallas Fort Worth International Airport|Denver International Airport|
John F. Kennedy International Airport|John F Kennedy|Kennedy Airport|JFK Airport|LaGuardia|LaGuardia Airport|
Newark Liberty International Airport|Newark Airport|San Francisco International Airport|
Seattle-Tacoma International Airport|Sea-Tac|Harry Reid International Airport|McCarran International Airport|
Orlando International Airport|Miami International Airport|Phoenix Sky Harbor|Logan International Airport|
Logan Airport|Dulles|Dulles International Airport|Reagan National Airport|Ronald Reagan Washington National Airport|
George Bush Intercontinental Airport|Hobby Airport|Minneapolis-Saint Paul International Airport|
Philadelphia International Airport|Charlotte Douglas|Salt Lake City International Airport|
San Diego International Airport|Tampa International Airport|Honolulu International Airport|
Heathrow|London Heathrow|Gatwick|London Gatwick|Stansted|Luton Airport|London City Airport|Manchester Airport|
Edinburgh Airport|Glasgow Airport|Birmingham Airport|Dublin Airport|Charles de Gaulle|Paris Charles de Gaulle|
Roissy|Orly|Paris Orly|Schiphol|Amsterdam Schiphol|Frankfurt Airport|Munich Airport|Berlin Brandenburg|
Zurich Airport|Vienna International Airport|Brussels Airport|Barajas|Madrid Barajas|El Prat|Barcelona El Prat|
Fiumicino|Leonardo da Vinci|Ciampino|Malpensa|Milano Malpensa|Linate|Orio al Serio|Marco Polo|Kastrup|Arlanda|
Gardermoen|Helsinki-Vantaa|Keflavik|Lisbon Airport|Athens International Airport|Istanbul Airport|
Sabiha Gökçen|Sheremetyevo|Domodedovo|Dubai International Airport|Hamad International Airport|
Indira Gandhi International Airport|Chhatrapati Shivaji International Airport|Kempegowda International Airport|
Changi|Changi Airport|Singapore Changi|Suvarnabhumi|Hong Kong International Airport|Chek Lap Kok|
Beijing Capital|Pudong|Hongqiao|Incheon|Gimpo|Narita|Narita International Airport|Haneda|Kansai|
Kansai International Airport|Chubu Centrair|Kingsford Smith|Sydney Airport|Melbourne Airport|Tullamarine|
Brisbane Airport|Perth Airport|Adelaide Airport|Auckland Airport|Pearson|Toronto Pearson|
Pearson International Airport|Vancouver International Airport|Montréal-Trudeau|Trudeau|
Benito Juárez International Airport|El Dorado|Ezeiza|Jorge Chávez|Guarulhos|Galeão|O. R. Tambo|
Cape Town International Airport|Cairo International Airport|Mohammed V`

const CODES = `
ATL|LAX|ORD|DFW|DEN|JFK|LGA|EWR|SFO|SEA|LAS|MCO|MIA|PHX|BOS|IAD|DCA|IAH|HOU|MSP|PHL|CLT|SLC|SAN|TPA|HNL|MDW|BWI|
AUS|BNA|PDX|STL|DTW|LHR|LGW|STN|LTN|LCY|MAN|EDI|GLA|BHX|DUB|CDG|ORY|NCE|LYS|MRS|TLS|AMS|FRA|MUC|BER|TXL|HAM|DUS|CGN|
STR|ZRH|GVA|VIE|BRU|MAD|BCN|AGP|PMI|SVQ|VLC|FCO|CIA|MXP|LIN|BGY|VCE|NAP|CPH|ARN|OSL|HEL|KEF|LIS|OPO|ATH|IST|SVO|
DXB|DOH|DEL|BOM|BLR|MAA|SIN|BKK|HKG|PEK|PVG|ICN|GMP|NRT|HND|KIX|NGO|CTS|FUK|SYD|MEL|BNE|PER|ADL|AKL|YYZ|YVR|YUL|
YYC|MEX|CUN|BOG|EZE|LIM|SCL|GRU|GIG|JNB|CPT|CAI`

const JAPANESE = `
成田空港|成田国際空港|成田|羽田空港|羽田|東京国際空港|関西空港|関西国際空港|関空|伊丹空港|大阪国際空港|中部国際空港|セントレア|
新千歳空港|千歳空港|福岡空港|那覇空港|仙台空港|広島空港|鹿児島空港|神戸空港|ヒースロー空港|シャルル・ド・ゴール空港|
ジョン・F・ケネディ国際空港|ロサンゼルス国際空港|仁川国際空港|チャンギ空港`

const OWN: Readonly<Record<string, string>> = {
  de: 'Flughafen Frankfurt|Flughafen München|Flughafen Berlin Brandenburg|Flughafen Hamburg|Flughafen Zürich|Flughafen Wien|Köln Bonn|Tegel|Düsseldorf Airport',
  es: 'Adolfo Suárez Madrid-Barajas|Barcelona-El Prat|Aeropuerto de Málaga|Aeropuerto Benito Juárez|Aeropuerto de Cancún|Aeropuerto El Dorado',
  fr: 'Roissy-Charles-de-Gaulle|Aéroport de Nice|Lyon-Saint-Exupéry|Marseille Provence|Toulouse-Blagnac|Aéroport Pierre-Elliott-Trudeau|Aéroport Jean-Lesage',
  it: 'Roma Fiumicino|Roma Ciampino|Aeroporto di Malpensa|Aeroporto di Linate|Venezia Marco Polo|Napoli Capodichino|Bologna Marconi',
  ja: JAPANESE,
}

export function airports(locale: Locale): readonly string[] {
  return entries(`${OWN[locale.slice(0, 2)] ?? ''}|${NAMES}|${CODES}`)
}

const AIRPORT_NOUNS: Readonly<Record<string, Nouns>> = {
  de: { after: ['airport'], before: ['flughafen'], particles: ['am', 'de'] },
  en: {
    after: [
      'airport',
      'international airport',
      'national airport',
      'regional airport',
      'municipal airport',
    ],
    particles: ['de', 'the'],
  },
  es: {
    after: ['airport'],
    before: [
      'aeropuerto de',
      'aeropuerto',
      'aeropuerto internacional de',
      'aeropuerto internacional',
    ],
    particles: ['de', 'la', 'el', 'del'],
  },
  fr: {
    after: ['airport'],
    before: ['aéroport de', "aéroport d'", 'aéroport', 'aéroport international de'],
    particles: ['de', 'la', 'du', 'des'],
  },
  it: {
    after: ['airport'],
    before: ['aeroporto di', 'aeroporto', 'aeroporto internazionale di'],
    particles: ['di', 'da', 'del', 'della', 'al'],
  },
  ja: {},
}

export const airportNouns = (locale: Locale): Nouns => AIRPORT_NOUNS[locale.slice(0, 2)] ?? {}
