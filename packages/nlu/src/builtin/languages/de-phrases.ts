/** German: what opens the built-in intents, answers yes or no, carries a value, or stands for a type. */
import { entries } from '../entries.ts'
import type { Language } from '../language.ts'
import { CODE_SAMPLES, EMAIL_SAMPLES } from './common.ts'

export const DE_PHRASES = {
  intents: {
    'AMAZON.CancelIntent': entries(`
      abbrechen|abbruch|vergiss es|vergessen sie es|egal|stornieren|brich ab|bitte abbrechen|
      lass es|doch nicht`),
    'AMAZON.HelpIntent': entries(`
      hilfe|hilf mir|helfen sie mir|kannst du mir helfen|können sie mir helfen|ich brauche hilfe|
      was kannst du|bitte hilf mir`),
    'AMAZON.PauseIntent': entries(`pause|pausieren|anhalten|mach eine pause|kurz warten`),
    'AMAZON.RepeatIntent': entries(`
      wiederholen|wiederhole das|noch einmal|noch mal|nochmal|sag das noch einmal|wie bitte|
      bitte wiederholen|wiederholen sie das bitte`),
    'AMAZON.ResumeIntent': entries(`fortsetzen|weiter|weitermachen|mach weiter|fortfahren`),
    'AMAZON.StartOverIntent': entries(`
      von vorne|neu anfangen|neustart|noch einmal von vorne|von vorn anfangen|neu starten|
      fang von vorne an`),
    'AMAZON.StopIntent': entries(`stopp|stop|aus|halt|aufhören|hör auf|sei still|schluss`),
  },
  yes: entries(`
      ja|jawohl|jo|jep|jup|ja bitte|ja gerne|klar|na klar|alles klar|genau|richtig|korrekt|stimmt|
      das stimmt|das ist richtig|gerne|gern|okay|ok|in ordnung|einverstanden|sicher|natürlich|
      selbstverständlich|absolut|passt|bestätigt|ich bestätige|auf jeden fall|sehr gerne|
      perfekt`),
  no: entries(`
      nein|nee|ne|nö|nein danke|nein nein|nicht|lieber nicht|bitte nicht|auf keinen fall|
      keinesfalls|falsch|das ist falsch|stimmt nicht|das stimmt nicht|nicht richtig|
      das ist nicht richtig|eher nicht|jetzt nicht|niemals|keineswegs|natürlich nicht|danke nein|
      überhaupt nicht`),
  answerFillers: entries(`bitte|danke|danke schön|vielen dank|äh|ähm|hm|also|na|ach`),
  fillers: {
    leading: entries(`
      ich möchte|ich möchte gerne|ich möchte gern|ich hätte gerne|ich hätte gern|ich will|
      ich würde gerne|ich würde gern|ich brauche|ich nehme|ich wähle|ich bevorzuge|wir möchten|
      wir hätten gerne|wir nehmen|wir brauchen|gib mir|geben sie mir|bitte|nehmen wir|lass uns|
      machen wir|dann|also|äh|ähm|hm|na|ja|ok|okay|es ist|das ist|es sind|das wäre|das wären|
      es wäre|es soll|ich denke|ich glaube|vielleicht|wohl|ungefähr|etwa|circa|ca|für|am|an|um|im|
      in|nach|von|vom|ab|bis|aus|zu|zum|zur|mit|auf|gegen|wir sind|ich bin|ich heiße|
      mein name ist|ich wohne in|ich komme aus|lieber|nur|und|aber|doch|eher|sagen wir|
      wie wäre es mit`),
    trailing: entries(`
      bitte|bitte schön|danke|vielen dank|wäre gut|wäre schön|wäre super|passt|passt mir|
      passt gut|geht|ist gut|ist ok|ist okay|haben|nehmen|denke ich|glaube ich|für mich|für uns|
      wenn möglich|gern|gerne|dann|reservieren|bestellen|buchen`),
    articles: entries(`
      der|die|das|den|dem|des|ein|eine|einen|einem|einer|eines|mein|meine|meinen|etwas`),
  },
  samples: {
    DATE: entries(`
      heute|morgen|übermorgen|gestern|heute abend|montag|dienstag|mittwoch|donnerstag|freitag|
      samstag|sonntag|nächsten montag|nächsten freitag|diesen samstag|nächste woche|diese woche|
      dieses wochenende|nächsten monat|nächstes jahr|in drei tagen|in zwei wochen|in einem monat|
      ersten januar|15. februar|3. märz|20. april|fünfter mai|21. juni|4. juli 2021|
      zehnten september|31. oktober|25. november|24.12.|18.12.2020|2021-06-30|januar|weihnachten|
      silvester|nächsten sommer`),
    TIME: entries(`
      mittag|mitternacht|jetzt|zehn uhr|10 uhr|acht uhr abends|8 uhr morgens|15 uhr|16:30|
      16:30 uhr|19 uhr 45|siebzehn uhr|halb vier|viertel nach neun|viertel vor acht|
      zehn nach sechs|zwanzig vor zwei|fünf vor halb drei|drei uhr nachmittags|neun uhr früh|
      sieben uhr|20 uhr|12:30|09:15|elf uhr dreißig|in zwei stunden|in einer halben stunde|
      zwölf uhr mittags|vormittags|abends|18:00 uhr`),
    DURATION: entries(`
      zehn minuten|fünf minuten|30 minuten|45 minuten|neunzig minuten|eine stunde|zwei stunden|
      3 stunden|eine halbe stunde|anderthalb stunden|zweieinhalb stunden|eine viertelstunde|
      fünf stunden zehn minuten|ein tag|zwei tage|drei tage|4 nächte|eine woche|zwei wochen|
      acht wochen|ein monat|sechs monate|ein jahr|sieben jahre|zehn sekunden|
      fünfundvierzig sekunden`),
    NUMBER: entries(`
      eins|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|fünfzehn|zwanzig|
      einundzwanzig|fünfunddreißig|hundert|einhundertdreiundzwanzig|tausendzweihundert|
      ein dutzend|1|2|3|4|5|8|10|12|20|25|50|100|250|1.200|2,5|3,14`),
    Percentage: entries(`
      50 prozent|10 prozent|5%|20 %|23,5 %|0,4 prozent|100%|75 prozent|fünfundzwanzig prozent|
      zehn prozent|fünfzig prozent|neunzig prozent|fünf prozent|hundert prozent|
      zweieinhalb prozent|99 prozent|15%|60%|33%|30 prozent`),
    PhoneNumber: entries(`
      030 901820|+49 30 901820|0171 2345678|0171/2345678|+49 171 2345678|089-123456|040 428280|
      0221 2210|0511 1680|01512 3456789|+49 (0)30 1234567|0800 1234567|
      null drei null neun null eins|069 2120|0351 4880|+43 1 58858|+41 44 412 11 11|5551212|
      0711 2160|0761 2010`),
    EmailAddress: [...EMAIL_SAMPLES, 'anna punkt schmidt at example punkt de'],
    AlphaNumeric: [...CODE_SAMPLES, 'a p q eins zwei drei'],
  },
} satisfies Partial<Language>
