/** AMAZON.Country and AMAZON.Language: names from Intl in the locale, and what people call them besides. */
import type { Locale } from '../../types.ts'
import { entries } from '../entries.ts'

/** ISO 3166-1 alpha-2. */
const CODES = `
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA
CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA
GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP
KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS
MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS
RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW
TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW`

const ALIASES: Readonly<Record<string, string>> = {
  de: 'USA|US|Amerika|Vereinigte Staaten von Amerika|England|Schottland|Wales|Großbritannien|UK|Holland|Südkorea|Nordkorea|Tschechien|Russland|Türkei|Elfenbeinküste|China|Hongkong|Vereinigtes Königreich|Nordmazedonien|Mazedonien|Kosovo|Weißrussland',
  en: 'USA|US|America|The United States|United States of America|UK|Great Britain|Britain|England|Scotland|Wales|Northern Ireland|Holland|The Netherlands|South Korea|North Korea|Korea|Czech Republic|Russia|Russian Federation|Turkey|Ivory Coast|Burma|Macedonia|Swaziland|Cape Verde|Hong Kong|Macau|Palestine|UAE|Emirates|Congo|Republic of Ireland|Bosnia|Trinidad|Vatican|Micronesia',
  es: 'EE UU|EEUU|Estados Unidos de América|América|USA|Inglaterra|Escocia|Gales|Gran Bretaña|Holanda|Corea|Corea del Sur|Corea del Norte|República Checa|Rusia|Turquía|Costa de Marfil|Birmania|Hong Kong|Méjico|Emiratos Árabes',
  fr: "USA|les États-Unis|États-Unis d'Amérique|Amérique|Angleterre|Écosse|Pays de Galles|Grande-Bretagne|Hollande|les Pays-Bas|Corée|Corée du Sud|Corée du Nord|République tchèque|Tchéquie|Russie|Turquie|Birmanie|Biélorussie|Hong Kong|Émirats",
  it: "USA|gli Stati Uniti|Stati Uniti d'America|America|Inghilterra|Scozia|Galles|Gran Bretagna|Olanda|Corea|Corea del Sud|Corea del Nord|Repubblica Ceca|Russia|Turchia|Costa d'Avorio|Birmania|Bielorussia|Hong Kong|Emirati Arabi",
  ja: 'アメリカ|米国|USA|アメリカ合衆国|イギリス|英国|イングランド|スコットランド|ウェールズ|オランダ|韓国|北朝鮮|中国|台湾|香港|マカオ|ロシア|ドイツ|フランス|イタリア|スペイン|日本国|豪州|チェコ|トルコ|UAE',
}

export function countries(locale: Locale): readonly string[] {
  const names = new Intl.DisplayNames(locale, { type: 'region', fallback: 'none' })
  const official = CODES.trim()
    .split(/\s+/)
    .flatMap(code => names.of(code) ?? [])
  return [...official, ...entries(ALIASES[locale.slice(0, 2)] ?? '')]
}

/** ISO 639-1 codes of the languages with most speakers. */
const LANGUAGES =
  'af am ar az be bg bn bs ca cs cy da de el en eo es et eu fa fi fr ga gl gu ha he hi hr hu hy id ig is it ja jv ka kk km kn ko ku ky la lb lo lt lv mg mi mk ml mn mr ms mt my nb ne nl no or pa pl ps pt ro ru si sk sl so sq sr sv sw ta te tg th tk tl tr uk ur uz vi yi yo zh zu'

export function languages(locale: Locale): readonly string[] {
  const names = new Intl.DisplayNames(locale, { type: 'language', fallback: 'none' })
  const official = LANGUAGES.split(' ').flatMap(code => names.of(code) ?? [])
  return [...official, 'Mandarin', 'Cantonese', 'Farsi', 'Tagalog', 'Gaelic', 'Flemish']
}

/** Samples do not come from Intl, so that training does not depend on its version. */
export const COUNTRY_SAMPLES: Readonly<Record<string, readonly string[]>> = {
  de: entries(
    'Deutschland|Österreich|Schweiz|Frankreich|Italien|Spanien|Portugal|Polen|Niederlande|Belgien|Dänemark|Schweden|Norwegen|Finnland|England|Irland|Griechenland|Türkei|Russland|Ungarn|Kroatien|Japan|China|Indien|Brasilien|Mexiko|Kanada|USA|Australien|Ägypten',
  ),
  en: entries(
    'Australia|Germany|Japan|United States|Uruguay|France|Italy|Spain|Portugal|Canada|Mexico|Brazil|Argentina|India|China|South Korea|Thailand|Egypt|South Africa|Kenya|Nigeria|England|Ireland|Scotland|Sweden|Norway|Denmark|Poland|Greece|Turkey|New Zealand|Switzerland|Netherlands|USA',
  ),
  es: entries(
    'España|México|Argentina|Colombia|Perú|Chile|Uruguay|Ecuador|Venezuela|Cuba|Bolivia|Paraguay|Guatemala|Costa Rica|Panamá|Estados Unidos|Canadá|Brasil|Francia|Alemania|Italia|Portugal|Inglaterra|Suiza|Holanda|Japón|China|India|Australia|Marruecos',
  ),
  fr: entries(
    'France|Belgique|Suisse|Canada|Luxembourg|Allemagne|Espagne|Italie|Portugal|Angleterre|Irlande|Pays-Bas|Danemark|Suède|Norvège|Pologne|Grèce|Turquie|Russie|Maroc|Algérie|Tunisie|Sénégal|États-Unis|Mexique|Brésil|Japon|Chine|Inde|Australie',
  ),
  it: entries(
    'Italia|Francia|Germania|Spagna|Portogallo|Svizzera|Austria|Grecia|Croazia|Slovenia|Inghilterra|Irlanda|Olanda|Belgio|Danimarca|Svezia|Norvegia|Polonia|Ungheria|Romania|Turchia|Russia|Stati Uniti|Canada|Messico|Brasile|Argentina|Giappone|Cina|Australia',
  ),
  ja: entries(
    '日本|アメリカ|中国|韓国|台湾|タイ|ベトナム|インド|シンガポール|フィリピン|オーストラリア|ニュージーランド|イギリス|フランス|ドイツ|イタリア|スペイン|ポルトガル|オランダ|スイス|スウェーデン|ロシア|カナダ|メキシコ|ブラジル|アルゼンチン|エジプト|トルコ|ギリシャ|ケニア',
  ),
}
