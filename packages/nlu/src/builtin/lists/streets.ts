/** AMAZON.StreetName: streets that many towns have, and the nouns that make any other name a street. */
import type { Locale } from '../../types.ts'
import { entries } from '../entries.ts'
import type { Nouns } from '../list.ts'

const LISTS: Readonly<Record<string, string>> = {
  de: `Hauptstraße|Bahnhofstraße|Schulstraße|Gartenstraße|Dorfstraße|Bergstraße|Lindenstraße|Kirchstraße|
    Waldstraße|Ringstraße|Schillerstraße|Goethestraße|Mozartstraße|Beethovenstraße|Friedhofstraße|Parkstraße|
    Industriestraße|Birkenweg|Am Markt|Marktplatz|Rosenweg|Wiesenweg|Feldstraße|Mühlenweg|Jahnstraße|
    Unter den Linden|Kurfürstendamm|Friedrichstraße|Königstraße|Leopoldstraße|Reeperbahn|Alexanderplatz|Schlossallee`,
  en: `High Street|Main Street|Station Road|Church Street|Church Road|London Road|Victoria Road|Victoria Street|
    Green Lane|Manor Road|Park Road|Park Avenue|Queens Road|Kings Road|New Road|Mill Lane|Front Street|
    Market Road|Market Street|Canberra Avenue|Oxford Street|Regent Street|Baker Street|Abbey Road|George Street|
    Collins Street|Bourke Street|Pitt Street|Elizabeth Street|Queen Street|King Street|William Street|
    Mahatma Gandhi Road|MG Road|Brigade Road|Park Street|Marine Drive|Linking Road|Broadway|Piccadilly|The Strand`,
  es: `Calle Mayor|Gran Vía|Calle Real|Plaza Mayor|Calle de Alcalá|Calle Nueva|Calle del Sol|Calle de la Iglesia|
    Paseo de la Castellana|Paseo de Gracia|La Rambla|Las Ramblas|Avenida Diagonal|Avenida de la Constitución|
    Avenida Reforma|Paseo de la Reforma|Avenida Insurgentes|Avenida 9 de Julio|Calle Florida|Avenida Corrientes|
    Avenida Juárez|Calle Hidalgo|Calle Morelos|Avenida Bolívar|Calle San Martín|Calle Ocho|Carrera Séptima`,
  fr: `Rue de la Paix|Rue de Rivoli|Avenue des Champs-Élysées|Champs-Élysées|Grande Rue|Rue Principale|
    Rue de l'Église|Rue du Moulin|Place de l'Église|Place de la Mairie|Rue Victor Hugo|Rue Pasteur|Rue Jean Jaurès|
    Avenue Jean Jaurès|Rue de la Gare|Avenue de la Gare|Rue de la République|Place de la République|
    Rue des Écoles|Boulevard Saint-Germain|Boulevard Haussmann|Rue Sainte-Catherine|Rue Saint-Denis|
    Boulevard Saint-Laurent|Rue Sherbrooke|Grande Allée|Chemin du Moulin|Rue Nationale|Place Bellecour`,
  it: `Via Roma|Via Garibaldi|Via Mazzini|Via Cavour|Via Dante|Via Verdi|Via Marconi|Corso Italia|
    Corso Garibaldi|Corso Vittorio Emanuele|Piazza Garibaldi|Piazza del Duomo|Piazza San Marco|Piazza Navona|
    Via Nazionale|Via del Corso|Via Veneto|Via Montenapoleone|Viale Europa|Viale della Libertà|Via Matteotti|
    Via Gramsci|Via Leopardi|Via Manzoni|Piazza della Repubblica|Via XX Settembre|Via Appia|Via Torino`,
  ja: `銀座通り|表参道|青山通り|明治通り|昭和通り|中央通り|御堂筋|心斎橋筋|四条通り|五条通り|烏丸通り|河原町通り|国際通り|
    大通り|駅前通り|甲州街道|青梅街道|山手通り|環七通り|環八通り|靖国通り|目白通り|本町通り|桜通り|広小路通り`,
}

export function streets(locale: Locale): readonly string[] {
  return entries(LISTS[locale.slice(0, 2)] ?? '')
}

const NOUNS: Readonly<Record<string, Nouns>> = {
  de: {
    after: ['straße', 'str', 'weg', 'platz', 'allee', 'gasse', 'ring', 'damm', 'ufer', 'chaussee'],
    endings: [
      ...[
        'straße',
        'strasse',
        'weg',
        'platz',
        'allee',
        'gasse',
        'damm',
        'ufer',
        'chaussee',
        'steig',
      ],
      ...['promenade', 'markt', 'graben'],
    ],
    particles: ['von', 'der', 'den', 'zu'],
  },
  en: {
    after: [
      ...[
        'street',
        'st',
        'road',
        'rd',
        'avenue',
        'ave',
        'lane',
        'ln',
        'drive',
        'dr',
        'court',
        'ct',
      ],
      ...[
        'close',
        'crescent',
        'place',
        'pl',
        'square',
        'terrace',
        'way',
        'boulevard',
        'blvd',
        'parade',
      ],
      ...['highway', 'grove', 'gardens', 'mews', 'esplanade', 'circuit', 'marg', 'nagar', 'chowk'],
    ],
    particles: ['of', 'the'],
  },
  es: {
    before: [
      ...[
        'calle',
        'avenida',
        'av',
        'avda',
        'paseo',
        'plaza',
        'camino',
        'carretera',
        'ronda',
        'callejón',
      ],
      ...[
        'travesía',
        'bulevar',
        'boulevard',
        'calzada',
        'carrera',
        'glorieta',
        'pasaje',
        'vía',
        'rambla',
      ],
    ],
    particles: ['de', 'la', 'el', 'los', 'las', 'del', 'y'],
  },
  fr: {
    before: [
      ...[
        'rue',
        'avenue',
        'av',
        'boulevard',
        'bd',
        'place',
        'chemin',
        'impasse',
        'allée',
        'quai',
        'route',
      ],
      ...['cours', 'passage', 'square', 'ruelle', 'faubourg', 'montée', 'côte', 'rang'],
    ],
    particles: ['de', 'la', 'le', 'les', 'du', 'des', 'd', 'l', 'et', 'à', 'aux'],
  },
  it: {
    before: [
      ...['via', 'viale', 'corso', 'piazza', 'piazzale', 'largo', 'vicolo', 'strada', 'lungomare'],
      ...['lungotevere', 'contrada', 'salita', 'calle', 'campo', 'fondamenta', 'borgo'],
    ],
    particles: ['di', 'del', 'della', 'dei', 'delle', 'degli', 'dell', 'e', 'da', 'san', 'santa'],
  },
  ja: {},
}

export const streetNouns = (locale: Locale): Nouns => NOUNS[locale.slice(0, 2)] ?? {}
