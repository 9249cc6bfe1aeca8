/** AMAZON.State: states, provinces and regions of each language's countries. */
import type { Locale } from '../../types.ts'
import { entries } from '../entries.ts'

export const US_STATES = `
Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|
Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|
Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|
Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|
West Virginia|Wisconsin|Wyoming|District of Columbia|Puerto Rico|Guam|American Samoa|US Virgin Islands`

const PROVINCES = `
Ontario|Quebec|British Columbia|Alberta|Manitoba|Saskatchewan|Nova Scotia|New Brunswick|
Newfoundland and Labrador|Newfoundland|Prince Edward Island|Northwest Territories|Yukon|Nunavut`

const AU_STATES = `
New South Wales|Victoria|Queensland|Western Australia|South Australia|Tasmania|Northern Territory|
Australian Capital Territory`

export const GB_REGIONS = `
England|Scotland|Wales|Northern Ireland|Greater London|Kent|Essex|Surrey|Sussex|East Sussex|West Sussex|Hampshire|
Devon|Cornwall|Dorset|Somerset|Wiltshire|Gloucestershire|Oxfordshire|Berkshire|Buckinghamshire|Hertfordshire|
Bedfordshire|Cambridgeshire|Norfolk|Suffolk|Lincolnshire|Nottinghamshire|Derbyshire|Leicestershire|
Northamptonshire|Warwickshire|West Midlands|East Midlands|Worcestershire|Herefordshire|Shropshire|
Staffordshire|Cheshire|Lancashire|Merseyside|Greater Manchester|Yorkshire|West Yorkshire|South Yorkshire|
North Yorkshire|Cumbria|Northumberland|Durham|County Durham|Tyne and Wear|Highlands|Isle of Wight`

const IN_STATES = `
Andhra Pradesh|Arunachal Pradesh|Assam|Bihar|Chhattisgarh|Goa|Gujarat|Haryana|Himachal Pradesh|Jharkhand|Karnataka|
Kerala|Madhya Pradesh|Maharashtra|Manipur|Meghalaya|Mizoram|Nagaland|Odisha|Orissa|Punjab|Rajasthan|Sikkim|
Tamil Nadu|Telangana|Tripura|Uttar Pradesh|Uttarakhand|West Bengal|Jammu and Kashmir|Ladakh|Puducherry`

const EN_REGIONS = `
Bavaria|Saxony|Lower Saxony|Hesse|North Rhine-Westphalia|Tuscany|Lombardy|Sicily|Sardinia|Piedmont|Veneto|
Catalonia|Andalusia|Galicia|Basque Country|Normandy|Brittany|Provence|Burgundy|Alsace|Fukushima Prefecture|
Hokkaido|Okinawa|Kyoto Prefecture|Osaka Prefecture|Pacific Northwest|New England|Midwest|Flanders|Wallonia|
Tyrol|Bohemia|Transylvania|Siberia|Crimea|Patagonia|Jalisco|Yucatan|Sao Paulo|Bahia`

export const GERMAN_STATES = `
Baden-Württemberg|Bayern|Berlin|Brandenburg|Bremen|Hamburg|Hessen|Mecklenburg-Vorpommern|Niedersachsen|
Nordrhein-Westfalen|NRW|Rheinland-Pfalz|Saarland|Sachsen|Sachsen-Anhalt|Schleswig-Holstein|Thüringen`

export const AUSTRIAN_STATES =
  'Burgenland|Kärnten|Niederösterreich|Oberösterreich|Salzburg|Steiermark|Tirol|Vorarlberg|Wien|Carinthia|Styria|Tyrol|Lower Austria|Upper Austria|Vienna'

const SWISS_CANTONS =
  'Zürich|Bern|Luzern|Uri|Schwyz|Obwalden|Nidwalden|Glarus|Zug|Freiburg|Solothurn|Basel-Stadt|Basel-Landschaft|Schaffhausen|Appenzell|St. Gallen|Graubünden|Aargau|Thurgau|Tessin|Waadt|Wallis|Neuenburg|Genf|Jura'

const DE_REGIONS =
  'Franken|Schwaben|Südtirol|Toskana|Lombardei|Sizilien|Sardinien|Katalonien|Andalusien|Bretagne|Normandie|Provence|Elsass|Kalifornien|Florida|Texas'

const ES_STATES = `
Andalucía|Aragón|Asturias|Principado de Asturias|Islas Baleares|Baleares|Canarias|Islas Canarias|Cantabria|
Castilla-La Mancha|Castilla y León|Cataluña|Comunidad de Madrid|Madrid|Comunidad Valenciana|Valencia|Extremadura|
Galicia|La Rioja|Navarra|País Vasco|Euskadi|Región de Murcia|Murcia|Ceuta|Melilla`

const LATIN_STATES = `
Aguascalientes|Baja California|Baja California Sur|Campeche|Chiapas|Chihuahua|Coahuila|Colima|Durango|Guanajuato|
Guerrero|Hidalgo|Jalisco|Estado de México|Michoacán|Morelos|Nayarit|Nuevo León|Oaxaca|Puebla|Querétaro|
Quintana Roo|San Luis Potosí|Sinaloa|Sonora|Tabasco|Tamaulipas|Tlaxcala|Veracruz|Yucatán|Zacatecas|Antioquia|
Cundinamarca|Valle del Cauca|Atlántico|Santander|Buenos Aires|Córdoba|Santa Fe|Mendoza|Tucumán|Salta|Misiones|
Patagonia|Zulia|Miranda|Carabobo|Pichincha|Guayas|Lima|Cusco|Arequipa|Valparaíso|Biobío|Antofagasta`

const ES_US_STATES =
  'Nuevo México|Nueva York|Nueva Jersey|Carolina del Norte|Carolina del Sur|Dakota del Norte|Dakota del Sur|Virginia Occidental|Pensilvania|Luisiana|Misisipi|Misuri|Oregón|Hawái'

const FR_STATES = `
Auvergne-Rhône-Alpes|Bourgogne-Franche-Comté|Bretagne|Centre-Val de Loire|Corse|Grand Est|Hauts-de-France|
Île-de-France|Normandie|Nouvelle-Aquitaine|Occitanie|Pays de la Loire|Provence-Alpes-Côte d'Azur|PACA|Provence|
Alsace|Lorraine|Aquitaine|Auvergne|Bourgogne|Champagne|Picardie|Limousin|Guadeloupe|Martinique|Guyane|Réunion|
La Réunion|Mayotte|Côte d'Azur|Savoie|Wallonie|Flandre|Californie|Floride|Bavière|Toscane|Catalogne|Andalousie`

const QUEBEC_STATES = `
Québec|Ontario|Colombie-Britannique|Alberta|Manitoba|Saskatchewan|Nouvelle-Écosse|Nouveau-Brunswick|
Terre-Neuve-et-Labrador|Île-du-Prince-Édouard|Territoires du Nord-Ouest|Yukon|Nunavut|Montérégie|Laurentides|
Lanaudière|Estrie|Mauricie|Outaouais|Gaspésie|Abitibi-Témiscamingue|Charlevoix|Côte-Nord`

const IT_STATES = `
Abruzzo|Basilicata|Calabria|Campania|Emilia-Romagna|Friuli-Venezia Giulia|Friuli|Lazio|Liguria|Lombardia|Marche|
Molise|Piemonte|Puglia|Sardegna|Sicilia|Toscana|Trentino-Alto Adige|Trentino|Alto Adige|Umbria|Valle d'Aosta|
Veneto|Canton Ticino|Ticino|Baviera|California|Florida|Catalogna|Andalusia|Provenza|Borgogna|Normandia`

const PREFECTURES = `
北海道|青森県|岩手県|宮城県|秋田県|山形県|福島県|茨城県|栃木県|群馬県|埼玉県|千葉県|東京都|神奈川県|新潟県|富山県|石川県|福井県|
山梨県|長野県|岐阜県|静岡県|愛知県|三重県|滋賀県|京都府|大阪府|兵庫県|奈良県|和歌山県|鳥取県|島根県|岡山県|広島県|山口県|徳島県|
香川県|愛媛県|高知県|福岡県|佐賀県|長崎県|熊本県|大分県|宮崎県|鹿児島県|沖縄県`

const OTHER_PREFECTURES =
  'カリフォルニア|カリフォルニア州|テキサス|テキサス州|フロリダ|フロリダ州|ハワイ|ハワイ州|ニューヨーク州|クイーンズランド|バイエルン|トスカーナ|神奈川|埼玉|沖縄|兵庫|愛知|茨城|群馬|栃木'

const HOMES: Readonly<Record<Locale, readonly string[]>> = {
  'de-DE': [GERMAN_STATES, AUSTRIAN_STATES, SWISS_CANTONS, DE_REGIONS],
  'en-AU': [AU_STATES, EN_REGIONS, GB_REGIONS, US_STATES],
  'en-GB': [GB_REGIONS, EN_REGIONS, US_STATES, PROVINCES, AU_STATES],
  'en-IN': [IN_STATES, EN_REGIONS, US_STATES],
  'en-US': [US_STATES, PROVINCES, EN_REGIONS, AU_STATES, GB_REGIONS, IN_STATES],
  'es-419': [LATIN_STATES, ES_STATES, ES_US_STATES, US_STATES],
  'es-ES': [ES_STATES, LATIN_STATES, ES_US_STATES],
  'es-US': [US_STATES, ES_US_STATES, LATIN_STATES],
  'fr-CA': [QUEBEC_STATES, PROVINCES, FR_STATES],
  'fr-FR': [FR_STATES, QUEBEC_STATES],
  'it-IT': [IT_STATES],
  'ja-JP': [PREFECTURES, OTHER_PREFECTURES],
}

export function states(locale: Locale): readonly string[] {
  return entries(HOMES[locale].join('|'))
}
