/** Italian: what opens the built-in intents, answers yes or no, carries a value, or stands for a type. */
import { entries } from '../entries.ts'
import type { Language } from '../language.ts'
import { CODE_SAMPLES, EMAIL_SAMPLES } from './common.ts'

export const IT_PHRASES = {
  intents: {
    'AMAZON.CancelIntent': entries(`
      annulla|annullare|annulli|cancella|lascia perdere|lascia stare|dimenticalo|non importa|
      fa niente|annulla per favore`),
    'AMAZON.HelpIntent': entries(`
      aiuto|aiutami|mi aiuti|puoi aiutarmi|può aiutarmi|ho bisogno di aiuto|mi serve aiuto|
      cosa puoi fare`),
    'AMAZON.PauseIntent': entries(`pausa|metti in pausa|fai una pausa|sospendi|un momento`),
    'AMAZON.RepeatIntent': entries(`
      ripeti|ripetere|ripeta|puoi ripetere|può ripetere|ripetilo|dillo di nuovo|ancora una volta|
      ripeti per favore|come scusa`),
    'AMAZON.ResumeIntent': entries(`riprendi|riprendere|continua|continuare|vai avanti|prosegui`),
    'AMAZON.StartOverIntent': entries(`
      ricomincia|ricominciare|riparti|ricomincia dall'inizio|dall'inizio|da capo|riavvia|
      ricominciamo`),
    'AMAZON.StopIntent': entries(`stop|ferma|fermati|basta|spegni|smettila|stai zitto|silenzio`),
  },
  yes: entries(`
      sì|si|sì grazie|sì per favore|certo|certo che sì|certamente|va bene|esatto|esattamente|
      d'accordo|ok|okay|giusto|corretto|è corretto|è giusto|perfetto|confermo|confermato|
      assolutamente|assolutamente sì|ovviamente|volentieri|senz’altro|naturalmente|proprio così|
      affermativo|come no|già|procedi`),
  no: entries(`
      no|no grazie|per niente|no no|affatto|assolutamente no|certo che no|sbagliato|è sbagliato|
      non è corretto|non è giusto|negativo|mai|non ora|non adesso|meglio di no|direi di no|
      neanche per sogno|non voglio|non credo|ovviamente no|errato`),
  answerFillers: entries(`
      per favore|per piacere|grazie|grazie mille|ehm|eh|beh|allora|ah|oh|dai`),
  fillers: {
    leading: entries(`
      vorrei|vorrei avere|voglio|desidero|mi piacerebbe|prendo|prenderei|prenderò|preferisco|
      preferirei|scelgo|ho bisogno di|mi serve|mi servono|dammi|mi dia|mi dai|posso avere|
      potrei avere|vorremmo|prendiamo|facciamo|diciamo|andiamo con|per favore|ehm|eh|beh|allora|
      ok|sì|è|sono|sarebbe|sarebbero|sarà|penso|credo|forse|magari|circa|intorno alle|verso le|
      per|per le|per il|a|al|alla|alle|all'|in|nel|nella|di|del|della|da|dal|dalla|dalle|fino a|
      con|su|tra|siamo|siamo in|saremo in|mi chiamo|il mio nome è|abito a|vivo a|vengo da|solo|e|
      ma|che ne dici di|meglio`),
    trailing: entries(`
      per favore|per piacere|grazie|grazie mille|va bene|andrebbe bene|mi va bene|
      sarebbe perfetto|sarebbe meglio|credo|penso|per me|per noi|se possibile|allora`),
    articles: entries(`il|lo|la|l|i|gli|le|un|uno|una|del|della|dei|delle|mio|mia|qualche`),
  },
  samples: {
    DATE: entries(`
      oggi|domani|dopodomani|ieri|stasera|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|
      domenica|lunedì prossimo|venerdì prossimo|questo sabato|la prossima settimana|
      questa settimana|questo fine settimana|il mese prossimo|l'anno prossimo|tra tre giorni|
      fra due settimane|tra un mese|primo gennaio|15 febbraio|3 marzo|20 aprile|cinque maggio|
      21 giugno|4 luglio 2021|dieci settembre|31 ottobre|venticinque novembre|il 24 dicembre|
      18/12|18/12/2020|2021-06-30|gennaio|natale|la prossima estate`),
    TIME: entries(`
      mezzogiorno|mezzanotte|adesso|le dieci|le cinque|l'una|le 4|le sette e mezza|
      le tre e un quarto|le nove meno un quarto|le otto di sera|le sei di mattina|
      le quattro del pomeriggio|le 10 del mattino|16:30|19:00|07:45|12:30|le due di notte|
      le sei e trenta|le otto e venti|le venti|le diciotto|tra due ore|tra mezz'ora|
      le dieci in punto|l'una e mezza|le undici e dieci|ore 15|pomeriggio`),
    DURATION: entries(`
      dieci minuti|cinque minuti|30 minuti|45 minuti|novanta minuti|un'ora|due ore|3 ore|mezz'ora|
      un'ora e mezza|due ore e mezza|un quarto d'ora|cinque ore dieci minuti|un giorno|due giorni|
      tre giorni|4 notti|una settimana|due settimane|otto settimane|un mese|sei mesi|un anno|
      sette anni|dieci secondi|quarantacinque secondi`),
    NUMBER: entries(`
      uno|due|tre|quattro|cinque|sei|sette|otto|nove|dieci|undici|dodici|quindici|venti|ventuno|
      venticinque|trentacinque|cento|centoventitré|milleduecento|una dozzina|1|2|3|4|5|8|10|12|20|
      25|50|100|250|1.200|2,5`),
    Percentage: entries(`
      50 per cento|10 per cento|5%|20 %|23,5 %|0,4 per cento|100%|75 per cento|
      venticinque per cento|dieci per cento|cinquanta percento|novanta per cento|cinque per cento|
      cento per cento|due e mezzo per cento|99 per cento|15%|60%|33%|30 percento`),
    PhoneNumber: entries(`
      06 698 1234|+39 06 698 1234|02 7200 1234|+39 02 7200 1234|333 123 4567|3331234567|
      +39 333 123 4567|347 1234567|055 276 8325|011 5621 234|081 7951 111|800 123 456|
      tre tre tre uno due tre quattro cinque sei sette|06/6981234|045-8077111|041 2748111|
      +41 91 815 61 11|051 203040|555-1212|010 5571`),
    EmailAddress: [...EMAIL_SAMPLES, 'anna punto rossi chiocciola example punto it'],
    AlphaNumeric: [...CODE_SAMPLES, 'a p q uno due tre'],
  },
} satisfies Partial<Language>
