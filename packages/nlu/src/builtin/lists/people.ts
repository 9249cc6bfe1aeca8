/** AMAZON.FirstName and AMAZON.LastName: the commonest names of each language's countries. */
import type { Locale } from '../../types.ts'
import { entries } from '../entries.ts'

export const EN_FIRST = `
James|Mary|John|Patricia|Robert|Jennifer|Michael|Linda|William|Elizabeth|David|Barbara|Richard|Susan|Joseph|
Jessica|Thomas|Sarah|Charles|Karen|Christopher|Nancy|Daniel|Lisa|Matthew|Betty|Anthony|Margaret|Mark|Sandra|
Donald|Ashley|Steven|Kimberly|Paul|Emily|Andrew|Donna|Joshua|Michelle|Kenneth|Carol|Kevin|Amanda|Brian|Dorothy|
George|Melissa|Edward|Deborah|Ronald|Stephanie|Timothy|Rebecca|Jason|Sharon|Jeffrey|Laura|Ryan|Cynthia|Jacob|
Kathleen|Gary|Amy|Nicholas|Angela|Eric|Shirley|Jonathan|Anna|Stephen|Brenda|Larry|Pamela|Justin|Emma|Scott|
Nicole|Brandon|Helen|Benjamin|Samantha|Samuel|Katherine|Gregory|Christine|Frank|Debra|Alexander|Rachel|Raymond|
Carolyn|Patrick|Janet|Jack|Catherine|Dennis|Maria|Jerry|Heather|Tyler|Diane|Aaron|Ruth|Jose|Julie|Adam|Olivia|
Nathan|Joyce|Henry|Virginia|Douglas|Victoria|Zachary|Kelly|Peter|Lauren|Kyle|Christina|Ethan|Joan|Walter|Evelyn|
Noah|Judith|Jeremy|Megan|Christian|Andrea|Keith|Cheryl|Roger|Hannah|Terry|Jacqueline|Gerald|Martha|Harold|
Gloria|Sean|Teresa|Austin|Ann|Carl|Sara|Arthur|Madison|Lawrence|Frances|Dylan|Kathryn|Jesse|Janice|Jordan|Jean|
Bryan|Abigail|Billy|Alice|Joe|Julia|Bruce|Judy|Gabriel|Sophia|Sophie|Logan|Grace|Albert|Denise|Willie|Amber|
Alan|Doris|Juan|Marilyn|Wayne|Danielle|Elijah|Beverly|Randy|Isabella|Roy|Theresa|Vincent|Diana|Ralph|Natalie|
Eugene|Brittany|Russell|Charlotte|Bobby|Marie|Mason|Kayla|Philip|Alexis|Louis|Lori|Harry|Oliver|Amelia|Isla|
Ava|Mia|Lily|Freya|Charlie|Oscar|Archie|Leo|Alfie|Theo|Liam|Lucas|Tom|Ben|Sam|Kate|Lucy|Chloe|Zoe|Ella`

const IN_FIRST = `
Aarav|Arjun|Rahul|Rohan|Amit|Anil|Sanjay|Vijay|Raj|Rajesh|Suresh|Ramesh|Vikram|Karan|Aditya|Ravi|Manish|Deepak|
Priya|Anjali|Pooja|Neha|Sunita|Kavita|Lakshmi|Divya|Meera|Anita|Asha|Sneha|Shreya|Ananya|Aisha|Fatima|Mohammed|
Imran|Arun|Krishna|Nikhil|Siddharth|Rekha|Geeta|Sanjana|Ishaan|Kiran`

export const DE_FIRST = `
Peter|Michael|Thomas|Andreas|Wolfgang|Klaus|Jürgen|Stefan|Christian|Hans|Uwe|Bernd|Frank|Martin|Manfred|Werner|
Helmut|Dieter|Jan|Alexander|Markus|Daniel|Sebastian|Tobias|Matthias|Florian|Philipp|Lukas|Leon|Finn|Paul|Jonas|
Felix|Max|Maximilian|Ben|Noah|Elias|Luis|Jakob|Anton|Emil|Moritz|Karl|Friedrich|Heinrich|Otto|Günter|Gerhard|
Rainer|Jens|Kai|Sven|Torsten|Ralf|Johannes|David|Simon|Julian|Tim|Niklas|Maria|Ursula|Monika|Petra|Elisabeth|
Sabine|Renate|Helga|Karin|Brigitte|Ingrid|Erika|Andrea|Gisela|Claudia|Susanne|Gabriele|Christa|Christine|
Hildegard|Anna|Birgit|Barbara|Heike|Angelika|Martina|Julia|Katharina|Stefanie|Nicole|Sandra|Anja|Katrin|Lena|
Laura|Sarah|Lisa|Lea|Leonie|Hannah|Mia|Emma|Sophie|Sofia|Emilia|Marie|Lina|Clara|Johanna|Luisa|Charlotte|
Greta|Frieda|Ida|Mathilda|Nina|Vanessa|Jana|Eva|Ute|Silke|Anke|Melanie|Daniela`

const ES_FIRST = `
Antonio|José|Manuel|Francisco|David|Juan|Javier|Daniel|Carlos|Jesús|Alejandro|Miguel|Rafael|Pedro|Pablo|Ángel|
Sergio|Fernando|Luis|Jorge|Alberto|Álvaro|Diego|Adrián|Raúl|Enrique|Ramón|Vicente|Iván|Rubén|Óscar|Andrés|
Joaquín|Santiago|Eduardo|Víctor|Roberto|Mario|Marcos|Hugo|Martín|Lucas|Mateo|Leo|Emilio|Ricardo|Guillermo|
Gabriel|Ignacio|Tomás|Sebastián|Nicolás|Felipe|Gustavo|Julio|César|Héctor|Arturo|Armando|José Luis|Juan Carlos|
María|Carmen|Ana|Isabel|Dolores|Pilar|Josefa|Teresa|Rosa|Cristina|Laura|Antonia|Mercedes|Elena|Marta|Lucía|
Francisca|Sara|Paula|Raquel|Concepción|Silvia|Beatriz|Patricia|Rocío|Andrea|Rosario|Mónica|Alba|Julia|Irene|
Ángela|Montserrat|Encarnación|Sandra|Yolanda|Sonia|Claudia|Nuria|Inés|Natalia|Margarita|Alicia|Sofía|Martina|
Valentina|Camila|Gabriela|Daniela|Mariana|Fernanda|Guadalupe|Alejandra|Verónica|Adriana|Luz|Juana|Lola|Ximena`

const FR_FIRST = `
Jean|Pierre|Michel|André|Philippe|Alain|Bernard|Jacques|Daniel|Claude|Gérard|Christian|Patrick|Nicolas|Laurent|
Christophe|Frédéric|Stéphane|David|Julien|Thierry|Olivier|Éric|Pascal|François|Thomas|Sébastien|Guillaume|
Antoine|Alexandre|Vincent|Mathieu|Maxime|Romain|Hugo|Louis|Lucas|Gabriel|Léo|Raphaël|Arthur|Jules|Adam|Paul|
Nathan|Théo|Clément|Benoît|Luc|Marc|Denis|Gilles|Yves|Henri|Georges|Marcel|René|Roger|Jean-Pierre|Jean-Luc|
Marie|Jeanne|Françoise|Monique|Catherine|Nathalie|Isabelle|Sylvie|Anne|Martine|Jacqueline|Nicole|Christine|
Valérie|Sophie|Sandrine|Stéphanie|Véronique|Céline|Chantal|Patricia|Brigitte|Julie|Aurélie|Émilie|Camille|
Léa|Manon|Chloé|Emma|Jade|Louise|Alice|Lina|Inès|Sarah|Zoé|Juliette|Charlotte|Clara|Pauline|Mathilde|Lucie|
Marion|Élise|Hélène|Claire|Caroline|Laura|Audrey|Virginie|Florence|Corinne|Agnès|Marguerite|Geneviève|Eva`

const IT_FIRST = `
Marco|Andrea|Giuseppe|Giovanni|Antonio|Luca|Francesco|Alessandro|Mario|Luigi|Roberto|Stefano|Paolo|Matteo|
Lorenzo|Davide|Simone|Federico|Riccardo|Leonardo|Gabriele|Tommaso|Edoardo|Mattia|Filippo|Giorgio|Carlo|
Angelo|Vincenzo|Pietro|Salvatore|Domenico|Bruno|Claudio|Enrico|Fabio|Franco|Massimo|Michele|Nicola|Sergio|
Daniele|Emanuele|Alberto|Giacomo|Samuele|Diego|Christian|Cristiano|Raffaele|Maurizio|Gianluca|Alessio|Dario|
Maria|Anna|Giulia|Francesca|Sara|Laura|Chiara|Martina|Valentina|Elena|Alessandra|Silvia|Federica|Giorgia|
Sofia|Aurora|Alice|Ginevra|Emma|Beatrice|Greta|Gaia|Anita|Vittoria|Matilde|Camilla|Rosa|Angela|Giovanna|
Teresa|Lucia|Carmela|Caterina|Antonella|Carla|Patrizia|Paola|Roberta|Cristina|Barbara|Monica|Simona|Daniela|
Elisa|Ilaria|Serena|Marta|Eleonora|Rita|Franca|Luisa|Margherita|Bianca|Noemi`

const JA_FIRST = `
太郎|次郎|一郎|健太|大輔|翔太|拓也|健一|誠|浩|隆|翔|蓮|大翔|悠真|湊|樹|陽翔|陸|蒼|直樹|和也|達也|哲也|学|進|修|実|茂|剛|勇|亮|
隼人|颯太|悠斗|大和|花子|陽子|裕子|恵子|久美子|由美子|真由美|明美|直美|愛|美咲|葵|陽菜|凛|結衣|さくら|七海|彩|舞|香織|智子|
優子|幸子|和子|洋子|京子|節子|美香|麻衣|千尋|莉子|芽依|美月|杏|楓|たろう|はなこ|ゆうこ|けんじ|健二|ひろし|あい|めぐみ|恵|
タロウ|ハナコ|ケンタ|ユウコ|ジョン|マイケル|エミリー|メアリー|ソフィー|デイビッド|サラ|アンナ`

export const EN_LAST = `
Smith|Johnson|Williams|Brown|Jones|Garcia|Miller|Davis|Rodriguez|Martinez|Hernandez|Lopez|Gonzalez|Wilson|
Anderson|Thomas|Taylor|Moore|Jackson|Martin|Lee|Perez|Thompson|White|Harris|Sanchez|Clark|Ramirez|Lewis|Robinson|
Walker|Young|Allen|King|Wright|Scott|Torres|Nguyen|Hill|Flores|Green|Adams|Nelson|Baker|Hall|Rivera|Campbell|
Mitchell|Carter|Roberts|Gomez|Phillips|Evans|Turner|Diaz|Parker|Cruz|Edwards|Collins|Reyes|Stewart|Morris|
Morales|Murphy|Cook|Rogers|Gutierrez|Ortiz|Morgan|Cooper|Peterson|Bailey|Reed|Kelly|Howard|Ramos|Kim|Cox|Ward|
Richardson|Watson|Brooks|Chavez|Wood|James|Bennett|Gray|Mendoza|Ruiz|Hughes|Price|Alvarez|Castillo|Sanders|
Patel|Myers|Long|Ross|Foster|Jimenez|Davies|Walsh|O'Brien|O'Connor|Byrne|Ryan|Shaw|Hunt|Palmer|Mills|Grant|
Singh|Khan|Wang|Li|Zhang|Chen|Liu|Brosky|Dasher|Evers|Parres|Welt|Doe|Stone|Fisher|Harrison|Gibson|McDonald|
Murray|Kennedy|Wells|Simpson|Burns|Gordon|Hamilton|Graham|Sullivan|Wallace|Woods|Cole|West|Jordan|Owens|Reynolds`

const IN_LAST =
  'Sharma|Verma|Gupta|Kumar|Reddy|Nair|Menon|Iyer|Rao|Mehta|Shah|Joshi|Desai|Chopra|Kapoor|Malhotra|Agarwal|Banerjee|Mukherjee|Chatterjee|Das|Bose|Sinha|Mishra|Pandey|Tiwari|Yadav|Chauhan|Pillai|Naidu'

const DE_LAST = `
Müller|Schmidt|Schneider|Fischer|Weber|Meyer|Wagner|Becker|Schulz|Hoffmann|Schäfer|Koch|Bauer|Richter|Klein|
Wolf|Schröder|Neumann|Schwarz|Zimmermann|Braun|Krüger|Hofmann|Hartmann|Lange|Schmitt|Werner|Schmitz|Krause|
Meier|Lehmann|Schmid|Schulze|Maier|Köhler|Herrmann|König|Walter|Mayer|Huber|Kaiser|Fuchs|Peters|Lang|Scholz|
Möller|Weiß|Jung|Hahn|Schubert|Vogel|Friedrich|Keller|Günther|Frank|Berger|Winkler|Roth|Beck|Lorenz|Baumann|
Franke|Albrecht|Schuster|Simon|Ludwig|Böhm|Winter|Kraus|Martin|Schumacher|Krämer|Vogt|Stein|Jäger|Otto|Sommer|
Groß|Seidel|Heinrich|Brandt|Haas|Schreiber|Graf|Schulte|Dietrich|Ziegler|Kuhn|Kühn|Pohl|Engel|Horn|Busch|
Bergmann|Thomas|Voigt|Sauer|Arnold|Wolff|Pfeiffer|Yilmaz|Gruber|Steiner|Moser|Meier`

const ES_LAST = `
García|Rodríguez|González|Fernández|López|Martínez|Sánchez|Pérez|Gómez|Martín|Jiménez|Ruiz|Hernández|Díaz|Moreno|
Muñoz|Álvarez|Romero|Alonso|Gutiérrez|Navarro|Torres|Domínguez|Vázquez|Ramos|Gil|Ramírez|Serrano|Blanco|
Molina|Morales|Suárez|Ortega|Delgado|Castro|Ortiz|Rubio|Marín|Sanz|Núñez|Iglesias|Medina|Garrido|Cortés|
Castillo|Santos|Lozano|Guerrero|Cano|Prieto|Méndez|Cruz|Calvo|Gallego|Vidal|León|Márquez|Herrera|Peña|Flores|
Cabrera|Campos|Vega|Fuentes|Carrasco|Diez|Caballero|Reyes|Nieto|Aguilar|Pascual|Santana|Herrero|Montero|
Lorenzo|Hidalgo|Giménez|Ibáñez|Ferrer|Durán|Santiago|Benítez|Mora|Vicente|Vargas|Arias|Carmona|Crespo|Román|
Pastor|Soto|Sáez|Velasco|Moya|Soler|Parra|Esteban|Bravo|Gallardo|Rojas|Chávez|Mendoza|Rivera|Salazar|Ríos`

const FR_LAST = `
Martin|Bernard|Thomas|Petit|Robert|Richard|Durand|Dubois|Moreau|Laurent|Simon|Michel|Lefebvre|Leroy|Roux|David|
Bertrand|Morel|Fournier|Girard|Bonnet|Dupont|Lambert|Fontaine|Rousseau|Vincent|Muller|Lefèvre|Faure|Mercier|
Blanc|Guérin|Boyer|Garnier|Chevalier|François|Legrand|Gauthier|Garcia|Perrin|Robin|Clément|Morin|Nicolas|Henry|
Roussel|Mathieu|Gautier|Masson|Marchand|Duval|Denis|Dumont|Marie|Lemaire|Noël|Meyer|Dufour|Meunier|Brun|
Blanchard|Giraud|Joly|Rivière|Lucas|Brunet|Gaillard|Barbier|Arnaud|Martinez|Gérard|Roche|Renard|Schmitt|Roy|
Leroux|Colin|Vidal|Caron|Picard|Roger|Fabre|Aubert|Lemoine|Renaud|Dumas|Lacroix|Olivier|Philippe|Bourgeois|
Tremblay|Gagnon|Bouchard|Côté|Fortin|Gagné|Ouellet|Pelletier|Bélanger|Lévesque|Bergeron|Leblanc|Paquette`

const IT_LAST = `
Rossi|Russo|Ferrari|Esposito|Bianchi|Romano|Colombo|Ricci|Marino|Greco|Bruno|Gallo|Conti|De Luca|Mancini|Costa|
Giordano|Rizzo|Lombardi|Moretti|Barbieri|Fontana|Santoro|Mariani|Rinaldi|Caruso|Ferrara|Galli|Martini|Leone|
Longo|Gentile|Martinelli|Vitale|Lombardo|Serra|Coppola|De Santis|D'Angelo|Marchetti|Parisi|Villa|Conte|
Ferraro|Ferri|Fabbri|Bianco|Marini|Grasso|Valentini|Messina|Sala|De Angelis|Gatti|Pellegrini|Palumbo|Sanna|
Farina|Rizzi|Monti|Cattaneo|Morelli|Amato|Silvestri|Mazza|Testa|Grassi|Pellegrino|Carbone|Giuliani|Benedetti|
Barone|Rossetti|Caputo|Montanari|Guerra|Palmieri|Bernardi|Martino|Fiore|De Rosa|Ferretti|Bellini|Basile|Riva|
Donati|Piras|Vitali|Battaglia|Sartori|Neri|Costantini|Milani|Pagano|Ruggiero|Sorrentino|D'Amico|Orlando|Negri`

const JA_LAST = `
佐藤|鈴木|高橋|田中|伊藤|渡辺|渡邊|山本|中村|小林|加藤|吉田|山田|佐々木|山口|松本|井上|木村|林|斎藤|斉藤|清水|山崎|森|池田|橋本|
阿部|石川|山下|中島|石井|小川|前田|岡田|長谷川|藤田|後藤|近藤|村上|遠藤|青木|坂本|福田|太田|西村|藤井|金子|岡本|藤原|中野|三浦|
原田|中川|松田|竹内|小野|田村|中山|和田|石田|森田|上田|原|内田|柴田|酒井|宮崎|横山|高木|安藤|宮本|大野|小島|谷口|今井|工藤|
高田|増田|丸山|杉山|村田|大塚|新井|小山|平野|藤本|河野|上野|野口|武田|松井|千葉|菅原|岩崎|久保|木下|佐野|野村|松尾|市川|
スミス|ジョンソン|ブラウン|リー`

const FIRST: Readonly<Record<string, string>> = {
  de: DE_FIRST,
  en: EN_FIRST,
  es: ES_FIRST,
  fr: FR_FIRST,
  it: IT_FIRST,
  ja: JA_FIRST,
}

const LAST: Readonly<Record<string, string>> = {
  de: DE_LAST,
  en: EN_LAST,
  es: ES_LAST,
  fr: FR_LAST,
  it: IT_LAST,
  ja: JA_LAST,
}

export const firstNames = (locale: Locale) => named(FIRST, IN_FIRST, locale)

export const lastNames = (locale: Locale) => named(LAST, IN_LAST, locale)

function named(
  lists: Readonly<Record<string, string>>,
  indian: string,
  locale: Locale,
): readonly string[] {
  const own = lists[locale.slice(0, 2)] ?? ''
  if (locale === 'en-IN') return entries(`${indian}|${own}`)
  // Every country hears English names.
  return entries(locale.startsWith('en') ? own : `${own}|${lists['en']}`)
}
