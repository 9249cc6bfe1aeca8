/** AMAZON.City: the commonest cities of each language's countries, and of the world in its spelling. */
import type { Locale } from '../../types.ts'
import { entries } from '../entries.ts'

const WORLD = `
New York|London|Paris|Tokyo|Berlin|Madrid|Rome|Vienna|Zurich|Geneva|Amsterdam|Brussels|Copenhagen|Stockholm|
Oslo|Helsinki|Reykjavik|Dublin|Lisbon|Porto|Athens|Istanbul|Ankara|Moscow|Saint Petersburg|Warsaw|Krakow|
Prague|Budapest|Bucharest|Sofia|Belgrade|Zagreb|Ljubljana|Bratislava|Kyiv|Kiev|Riga|Vilnius|Tallinn|Munich|
Frankfurt|Hamburg|Cologne|Milan|Venice|Florence|Naples|Barcelona|Seville|Valencia|Lyon|Marseille|Versailles|
Cairo|Casablanca|Marrakesh|Tunis|Algiers|Lagos|Accra|Nairobi|Addis Ababa|Johannesburg|Cape Town|Durban|Dakar|
Dubai|Abu Dhabi|Doha|Riyadh|Jeddah|Kuwait City|Tel Aviv|Jerusalem|Beirut|Amman|Baghdad|Tehran|Karachi|Lahore|
Islamabad|Kabul|Mumbai|Delhi|New Delhi|Bangalore|Chennai|Kolkata|Dhaka|Kathmandu|Colombo|Bangkok|Singapore|
Kuala Lumpur|Jakarta|Manila|Hanoi|Ho Chi Minh City|Phnom Penh|Hong Kong|Macau|Taipei|Beijing|Shanghai|Shenzhen|
Guangzhou|Chengdu|Seoul|Busan|Osaka|Kyoto|Sapporo|Sydney|Melbourne|Auckland|Wellington|Toronto|Montreal|
Vancouver|Mexico City|Havana|Bogota|Lima|Quito|Caracas|Santiago|Buenos Aires|Montevideo|Sao Paulo|
Rio de Janeiro|Brasilia|La Paz|Panama City|San Juan`

export const US_CITIES = `
Los Angeles|Chicago|Houston|Phoenix|Philadelphia|San Antonio|San Diego|Dallas|San Jose|Austin|Jacksonville|
Fort Worth|Columbus|Charlotte|San Francisco|Indianapolis|Seattle|Denver|Washington|Washington DC|Boston|
El Paso|Nashville|Detroit|Oklahoma City|Portland|Las Vegas|Memphis|Louisville|Baltimore|Milwaukee|Albuquerque|
Tucson|Fresno|Sacramento|Kansas City|Mesa|Atlanta|Omaha|Colorado Springs|Raleigh|Miami|Long Beach|
Virginia Beach|Oakland|Minneapolis|Tulsa|Tampa|Arlington|New Orleans|Wichita|Cleveland|Bakersfield|Aurora|
Anaheim|Honolulu|Santa Ana|Riverside|Corpus Christi|Lexington|Stockton|Henderson|Saint Paul|St. Paul|
St. Louis|Saint Louis|Cincinnati|Pittsburgh|Greensboro|Anchorage|Plano|Lincoln|Orlando|Irvine|Newark|Toledo|
Durham|Chula Vista|Fort Wayne|Jersey City|St. Petersburg|Laredo|Madison|Chandler|Buffalo|Lubbock|Scottsdale|
Reno|Glendale|Gilbert|Winston-Salem|North Las Vegas|Norfolk|Chesapeake|Garland|Irving|Hialeah|Fremont|Boise|
Richmond|Baton Rouge|Spokane|Des Moines|Tacoma|San Bernardino|Modesto|Fontana|Santa Clarita|Birmingham|Oxnard|
Fayetteville|Moreno Valley|Rochester|Huntington Beach|Salt Lake City|Grand Rapids|Amarillo|Yonkers|
Montgomery|Akron|Little Rock|Huntsville|Augusta|Grand Prairie|Shreveport|Tallahassee|Knoxville|Worcester|
Newport News|Chattanooga|Providence|Fort Lauderdale|Santa Rosa|Eugene|Springfield|Salem|Ontario|Hollywood|
Savannah|Charleston|Syracuse|Dayton|Pasadena|Sunnyvale|Palo Alto|Berkeley|Santa Monica|Boulder|Cambridge|
Hartford|New Haven|Ann Arbor|Albany|Santa Fe|Key West|Brooklyn|Manhattan|Queens|Bronx|Staten Island`

export const GB_CITIES = `
Birmingham|Manchester|Leeds|Glasgow|Edinburgh|Liverpool|Bristol|Sheffield|Cardiff|Belfast|Leicester|Coventry|
Bradford|Nottingham|Kingston upon Hull|Hull|Newcastle|Newcastle upon Tyne|Stoke-on-Trent|Southampton|
Portsmouth|Derby|Plymouth|Wolverhampton|Aberdeen|Swansea|Milton Keynes|Northampton|Norwich|Luton|Reading|
Brighton|Bournemouth|Middlesbrough|Sunderland|Peterborough|York|Oxford|Cambridge|Ipswich|Dundee|Gloucester|
Exeter|Cheltenham|Bath|Chester|Lincoln|Inverness|Lancaster|Canterbury|Durham|Winchester|Salisbury|Worcester|
Stirling|Perth|Carlisle|Blackpool|Bolton|Huddersfield|Warrington|Swindon|Slough|Derry|Newport|Truro|Wakefield`

const AU_CITIES = `
Brisbane|Perth|Adelaide|Gold Coast|Newcastle|Canberra|Sunshine Coast|Wollongong|Hobart|Geelong|Townsville|Cairns|
Darwin|Toowoomba|Ballarat|Bendigo|Launceston|Mackay|Rockhampton|Bundaberg|Wagga Wagga|Alice Springs|Fremantle|
Mildura|Dubbo|Tamworth|Orange|Albury|Broome|Byron Bay|Parramatta|Christchurch|Hamilton|Dunedin|Queenstown`

const IN_CITIES = `
Bengaluru|Hyderabad|Ahmedabad|Surat|Pune|Jaipur|Lucknow|Kanpur|Nagpur|Indore|Thane|Bhopal|Visakhapatnam|Patna|
Vadodara|Ghaziabad|Ludhiana|Agra|Nashik|Faridabad|Meerut|Rajkot|Varanasi|Srinagar|Aurangabad|Dhanbad|
Amritsar|Navi Mumbai|Allahabad|Prayagraj|Ranchi|Howrah|Coimbatore|Jabalpur|Gwalior|Vijayawada|Jodhpur|
Madurai|Raipur|Kota|Guwahati|Chandigarh|Solapur|Hubli|Mysore|Mysuru|Tiruchirappalli|Bareilly|Aligarh|
Gurgaon|Gurugram|Noida|Kochi|Thiruvananthapuram|Dehradun|Mangalore|Udaipur|Shimla|Panaji|Goa|Bhubaneswar`

const DE_CITIES = `
Köln|München|Stuttgart|Düsseldorf|Dortmund|Essen|Leipzig|Bremen|Dresden|Hannover|Nürnberg|Duisburg|Bochum|
Wuppertal|Bielefeld|Bonn|Münster|Karlsruhe|Mannheim|Augsburg|Wiesbaden|Gelsenkirchen|Mönchengladbach|
Braunschweig|Chemnitz|Kiel|Aachen|Halle|Magdeburg|Freiburg|Krefeld|Lübeck|Oberhausen|Erfurt|Mainz|Rostock|
Kassel|Hagen|Hamm|Saarbrücken|Mülheim|Potsdam|Ludwigshafen|Oldenburg|Leverkusen|Osnabrück|Solingen|Heidelberg|
Herne|Neuss|Darmstadt|Paderborn|Regensburg|Ingolstadt|Würzburg|Fürth|Wolfsburg|Offenbach|Ulm|Heilbronn|
Pforzheim|Göttingen|Bottrop|Trier|Recklinghausen|Reutlingen|Bremerhaven|Koblenz|Jena|Remscheid|Erlangen|
Siegen|Hildesheim|Salzgitter|Cottbus|Gera|Schwerin|Weimar|Konstanz|Passau|Bamberg|Bayreuth|Tübingen|Flensburg|
Frankfurt am Main|Frankfurt an der Oder|Wien|Graz|Linz|Salzburg|Innsbruck|Klagenfurt|Zürich|Genf|Basel|Bern|
Lausanne|Luzern|St. Gallen|Rom|Mailand|Venedig|Florenz|Neapel|Turin|Prag|Warschau|Krakau|Danzig|Budapest|
Moskau|Kopenhagen|Brüssel|Antwerpen|Lissabon|Athen|Kairo|Peking|Shanghai|Tokio|Singapur|Seoul|Delhi|Straßburg|
Nizza|Sevilla|Bukarest|Belgrad|Kiew|Sankt Petersburg|Den Haag|Mexiko-Stadt|Jerusalem|Kapstadt|Sydney`

const ES_CITIES = `
Zaragoza|Málaga|Murcia|Palma|Palma de Mallorca|Las Palmas|Bilbao|Alicante|Córdoba|Valladolid|Vigo|Gijón|
Hospitalet|Vitoria|La Coruña|A Coruña|Granada|Elche|Oviedo|Badalona|Cartagena|Terrassa|Jerez|Sabadell|
Santa Cruz de Tenerife|Pamplona|Almería|San Sebastián|Burgos|Santander|Castellón|Albacete|Logroño|Badajoz|
Salamanca|Huelva|Lérida|Lleida|Tarragona|León|Cádiz|Jaén|Ourense|Gerona|Girona|Lugo|Cáceres|Guadalajara|
Toledo|Pontevedra|Palencia|Ciudad Real|Zamora|Ávila|Cuenca|Huesca|Segovia|Soria|Teruel|Sevilla|Ibiza|
Santiago de Compostela|Marbella|Benidorm|Mérida|Ceuta|Melilla`

const LATIN_CITIES = `
Ciudad de México|Monterrey|Puebla|Tijuana|Cancún|Mérida|Querétaro|Toluca|Acapulco|Veracruz|Oaxaca|Chihuahua|
Hermosillo|Culiacán|Ciudad Juárez|Mazatlán|Bogotá|Medellín|Cali|Barranquilla|Cartagena|Bucaramanga|Pereira|
Arequipa|Cusco|Cuzco|Trujillo|Guayaquil|Maracaibo|Córdoba|Rosario|Mendoza|La Plata|Mar del Plata|
San Miguel de Tucumán|Salta|Bariloche|Valparaíso|Viña del Mar|Concepción|Antofagasta|Punta Arenas|
Ciudad de Panamá|San José|San Salvador|Tegucigalpa|San Pedro Sula|Managua|Ciudad de Guatemala|
Santo Domingo|Santiago de Cuba|Asunción|Santa Cruz|Cochabamba|Sucre|La Habana|Punta del Este|Ponce`

const ES_WORLD = `
Nueva York|Londres|París|Tokio|Berlín|Roma|Viena|Zúrich|Ginebra|Ámsterdam|Bruselas|Copenhague|Estocolmo|Dublín|
Lisboa|Oporto|Atenas|Estambul|Moscú|San Petersburgo|Varsovia|Cracovia|Praga|Bucarest|Belgrado|Múnich|
Fráncfort|Hamburgo|Colonia|Milán|Venecia|Florencia|Nápoles|Turín|Marsella|Burdeos|Niza|El Cairo|Marrakech|
Ciudad del Cabo|Dubái|Pekín|Shanghái|Seúl|Singapur|Nueva Delhi|Bombay|Sídney|Los Ángeles|Filadelfia|Montreal|
San Francisco|Miami|Chicago|Washington|Jerusalén|Río de Janeiro|São Paulo`

const FR_CITIES = `
Toulouse|Nice|Nantes|Montpellier|Strasbourg|Bordeaux|Lille|Rennes|Reims|Toulon|Saint-Étienne|Le Havre|Grenoble|
Dijon|Angers|Nîmes|Villeurbanne|Clermont-Ferrand|Le Mans|Aix-en-Provence|Brest|Tours|Amiens|Limoges|Annecy|
Perpignan|Boulogne-Billancourt|Metz|Besançon|Orléans|Rouen|Mulhouse|Caen|Nancy|Saint-Denis|Argenteuil|
Montreuil|Roubaix|Tourcoing|Avignon|Poitiers|Dunkerque|Créteil|Pau|La Rochelle|Calais|Cannes|Antibes|Colmar|
Bourges|Quimper|Valence|Troyes|Chambéry|Lorient|Vannes|Bayonne|Biarritz|Saint-Malo|Ajaccio|Bastia|Arles|
Deauville|Chamonix|Fort-de-France|Genève|Lausanne|Bruxelles|Liège|Namur|Charleroi|Luxembourg|Monaco`

const QUEBEC_CITIES = `
Montréal|Québec|Laval|Gatineau|Longueuil|Sherbrooke|Saguenay|Lévis|Trois-Rivières|Terrebonne|Saint-Jérôme|
Drummondville|Granby|Rimouski|Rouyn-Noranda|Ottawa|Calgary|Edmonton|Winnipeg|Hamilton|Halifax|Victoria|
Mississauga|Brampton|Moncton|Fredericton|Saskatoon|Regina|Sudbury|Windsor|Kingston|Saint-Jean`

const FR_WORLD = `
Londres|Rome|Vienne|Zurich|Copenhague|Lisbonne|Athènes|Moscou|Saint-Pétersbourg|Varsovie|Cracovie|Prague|
Bucarest|Belgrade|Munich|Francfort|Hambourg|Cologne|Milan|Venise|Florence|Naples|Turin|Barcelone|Séville|
Valence|Le Caire|Marrakech|Alger|Le Cap|Dubaï|Pékin|Séoul|Singapour|Bombay|La Nouvelle-Orléans|Philadelphie|
Mexico|La Havane|Jérusalem|Bâle|Berne|Anvers|Bruges|Édimbourg|Dublin|La Haye`

const IT_CITIES = `
Roma|Milano|Napoli|Torino|Palermo|Genova|Bologna|Firenze|Bari|Catania|Venezia|Verona|Messina|Padova|Trieste|
Brescia|Taranto|Prato|Parma|Modena|Reggio Calabria|Reggio Emilia|Perugia|Livorno|Ravenna|Cagliari|Foggia|
Rimini|Salerno|Ferrara|Sassari|Latina|Monza|Siracusa|Pescara|Bergamo|Forlì|Trento|Vicenza|Terni|Bolzano|
Novara|Piacenza|Ancona|Andria|Arezzo|Udine|Cesena|Lecce|Pesaro|Barletta|Alessandria|La Spezia|Pisa|
Catanzaro|Pistoia|Lucca|Brindisi|Treviso|Como|Grosseto|Varese|Caserta|Asti|Cremona|Cosenza|Matera|Trapani|
Agrigento|Siena|Mantova|Pavia|L'Aquila|Potenza|Campobasso|Aosta|Lecco|Savona|Olbia|Alghero|Assisi|Lugano`

const IT_WORLD = `
Londra|Parigi|Berlino|Vienna|Zurigo|Ginevra|Bruxelles|Copenaghen|Stoccolma|Dublino|Lisbona|Atene|Mosca|
San Pietroburgo|Varsavia|Cracovia|Praga|Bucarest|Belgrado|Monaco|Monaco di Baviera|Francoforte|Amburgo|
Colonia|Barcellona|Siviglia|Lione|Marsiglia|Nizza|Il Cairo|Marrakech|Città del Capo|Pechino|Singapore|
Nuova York|Città del Messico|L'Avana|Filadelfia|Gerusalemme|Lubiana|Zagabria|Salisburgo|Edimburgo|Basilea`

const JA_CITIES = `
東京|大阪|京都|名古屋|横浜|札幌|福岡|神戸|川崎|さいたま|広島|仙台|千葉|北九州|堺|新潟|浜松|熊本|相模原|岡山|静岡|船橋|鹿児島|川口|
八王子|姫路|宇都宮|松山|東大阪|西宮|松戸|市川|大分|倉敷|金沢|福山|尼崎|柏|町田|藤沢|豊田|高松|富山|長崎|豊中|岐阜|宮崎|
枚方|一宮|横須賀|岡崎|長野|豊橋|高崎|和歌山|奈良|高槻|吹田|大津|旭川|那覇|前橋|青森|秋田|盛岡|福島|水戸|郡山|甲府|徳島|
高知|佐賀|山形|福井|鳥取|松江|山口|函館|小樽|鎌倉|箱根|日光|軽井沢|別府|熱海|成田|新宿|渋谷|池袋|銀座|品川|東京都|大阪市|
京都市|名古屋市|横浜市|札幌市|福岡市|神戸市|ニューヨーク|ロンドン|パリ|ベルリン|ローマ|ミラノ|マドリード|バルセロナ|
アムステルダム|ブリュッセル|ウィーン|チューリッヒ|ジュネーブ|コペンハーゲン|ストックホルム|オスロ|ヘルシンキ|レイキャビク|
モスクワ|プラハ|アテネ|イスタンブール|カイロ|ドバイ|ムンバイ|デリー|バンコク|シンガポール|クアラルンプール|ジャカルタ|マニラ|
ハノイ|ホーチミン|香港|台北|北京|上海|ソウル|釜山|シドニー|メルボルン|オークランド|ホノルル|ロサンゼルス|サンフランシスコ|シアトル|
ラスベガス|シカゴ|ボストン|ワシントン|マイアミ|トロント|モントリオール|バンクーバー|メキシコシティ|リオデジャネイロ|サンパウロ`

const HOMES: Readonly<Record<Locale, readonly string[]>> = {
  'de-DE': [DE_CITIES, WORLD],
  'en-AU': [AU_CITIES, WORLD, GB_CITIES],
  'en-GB': [GB_CITIES, WORLD, US_CITIES],
  'en-IN': [IN_CITIES, WORLD],
  'en-US': [US_CITIES, WORLD],
  'es-419': [LATIN_CITIES, ES_WORLD, WORLD, ES_CITIES],
  'es-ES': [ES_CITIES, ES_WORLD, WORLD, LATIN_CITIES],
  'es-US': [US_CITIES, ES_WORLD, LATIN_CITIES, WORLD],
  'fr-CA': [QUEBEC_CITIES, FR_WORLD, WORLD, FR_CITIES],
  'fr-FR': [FR_CITIES, FR_WORLD, WORLD, QUEBEC_CITIES],
  'it-IT': [IT_CITIES, IT_WORLD, WORLD],
  'ja-JP': [JA_CITIES, WORLD],
}

export function cities(locale: Locale): readonly string[] {
  return entries(HOMES[locale].join('|'))
}

export const EUROPE_CITIES = `${DE_CITIES}|${FR_CITIES}|${IT_CITIES}|${ES_CITIES}|${GB_CITIES}|
Amsterdam|Brussels|Copenhagen|Stockholm|Oslo|Helsinki|Dublin|Lisbon|Athens|Warsaw|Prague|Budapest|Vienna|Zurich|
Geneva|Munich|Cologne|Nuremberg|Rome|Milan|Venice|Florence|Naples|Turin|Paris|London|Berlin|Madrid|Barcelona`

export const GERMAN_CITIES = `${DE_CITIES}|Berlin|Hamburg|Munich|Cologne|Frankfurt|Nuremberg|Hanover`

export const AUSTRIAN_CITIES =
  'Vienna|Wien|Graz|Linz|Salzburg|Innsbruck|Klagenfurt|Villach|Wels|Sankt Pölten|Dornbirn|Wiener Neustadt|Steyr|Feldkirch|Bregenz|Leonding|Klosterneuburg|Baden|Wolfsberg|Leoben'
