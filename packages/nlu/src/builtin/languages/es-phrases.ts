/** Spanish: what opens the built-in intents, answers yes or no, carries a value, or stands for a type. */
import { entries } from '../entries.ts'
import type { Language } from '../language.ts'
import { CODE_SAMPLES, EMAIL_SAMPLES } from './common.ts'

export const ES_PHRASES = {
  intents: {
    'AMAZON.CancelIntent': entries(`
      cancelar|cancela|cancele|cancélalo|olvídalo|olvídelo|no importa|déjalo|da igual|
      cancelar por favor`),
    'AMAZON.HelpIntent': entries(`
      ayuda|ayúdame|ayúdeme|puedes ayudarme|me puedes ayudar|puede ayudarme|necesito ayuda|
      qué puedes hacer`),
    'AMAZON.PauseIntent': entries(`pausa|pausar|haz una pausa|ponlo en pausa|espera un momento`),
    'AMAZON.RepeatIntent': entries(`
      repetir|repite|repítelo|repítelo por favor|puedes repetir|dilo otra vez|otra vez|de nuevo|
      qué has dicho|me lo repites`),
    'AMAZON.ResumeIntent': entries(`reanudar|continuar|continúa|sigue|sigue adelante|seguir`),
    'AMAZON.StartOverIntent': entries(`
      empezar de nuevo|empieza de nuevo|reiniciar|volver a empezar|desde el principio|
      comenzar de nuevo|vuelve a empezar`),
    'AMAZON.StopIntent': entries(`para|parar|detener|detente|basta|apagar|cállate|alto|stop`),
  },
  yes: entries(`
      sí|si|sí por favor|sí claro|claro|claro que sí|correcto|vale|por supuesto|de acuerdo|ok|
      okay|okey|está bien|exacto|exactamente|afirmativo|confirmo|confirmado|perfecto|desde luego|
      eso es|así es|es correcto|adelante|dale|bueno|sin duda|cómo no|efectivamente|me parece bien|
      órale`),
  no: entries(`
      no|para nada|no gracias|no no|nop|negativo|incorrecto|de ninguna manera|en absoluto|
      claro que no|por supuesto que no|no es correcto|no está bien|ahora no|todavía no|nunca|
      jamás|mejor no|no quiero|qué va|ni hablar|no lo creo`),
  answerFillers: entries(`por favor|gracias|muchas gracias|pues|eh|este|bueno|ah|ay|señor`),
  fillers: {
    leading: entries(`
      quiero|quisiera|querría|me gustaría|me gustaría tener|deseo|necesito|prefiero|
      quiero reservar|dame|deme|póngame|ponme|tomaré|voy a tomar|tráeme|tráigame|puedo tener|
      me das|me da|vamos con|por favor|pues|bueno|eh|este|ah|creo que|supongo que|tal vez|quizás|
      mejor|es|son|sería|serían|que sea|que sean|digamos|somos|soy|estoy en|vivo en|me llamo|
      mi nombre es|vengo de|para|para el|para la|por|a|a las|a la|al|en|de|del|desde|desde el|
      hasta|hacia|con|sobre|unos|aproximadamente|más o menos|y|pero|solo|sí|qué tal|elijo|escojo|
      me quedo con`),
    trailing: entries(`
      por favor|gracias|muchas gracias|está bien|estaría bien|me va bien|me parece bien|
      sería perfecto|creo|supongo|para mí|para nosotros|si es posible|si puede ser|entonces|
      nada más|mejor`),
    articles: entries(`el|la|los|las|lo|un|una|unos|unas|mi|algún|alguna`),
  },
  samples: {
    DATE: entries(`
      hoy|mañana|pasado mañana|ayer|esta noche|lunes|martes|miércoles|jueves|viernes|sábado|
      domingo|el próximo lunes|el viernes que viene|este sábado|la próxima semana|esta semana|
      este fin de semana|el mes que viene|el próximo año|en tres días|dentro de dos semanas|
      en un mes|primero de enero|15 de febrero|3 de marzo|20 de abril|cinco de mayo|21 de junio|
      4 de julio de 2021|diez de septiembre|31 de octubre|veinticinco de noviembre|
      el 24 de diciembre|18/12|18/12/2020|2021-06-30|enero|navidad|el próximo verano`),
    TIME: entries(`
      mediodía|medianoche|ahora|las diez|las cinco|la una|las 4|las siete y media|
      las tres y cuarto|las nueve menos cuarto|las ocho de la noche|las seis de la mañana|
      las cuatro de la tarde|las 10 de la mañana|10:00 am|4:30 pm|16:30|19:00|07:45|12:30|
      las dos de la madrugada|las seis treinta|las ocho y veinte|las 20 horas|en dos horas|
      en media hora|las diez en punto|la una y media|las once y diez|la tarde`),
    DURATION: entries(`
      diez minutos|cinco minutos|30 minutos|45 minutos|noventa minutos|una hora|dos horas|3 horas|
      media hora|una hora y media|dos horas y media|un cuarto de hora|cinco horas diez minutos|
      un día|dos días|tres días|4 noches|una semana|dos semanas|ocho semanas|un mes|seis meses|
      un año|siete años|diez segundos|cuarenta y cinco segundos`),
    NUMBER: entries(`
      uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|quince|veinte|veinticinco|
      treinta y cinco|cien|ciento veintitrés|mil doscientos|una docena|1|2|3|4|5|8|10|12|20|25|50|
      100|250|500|1000`),
    Percentage: entries(`
      50 por ciento|10 por ciento|5%|20 %|23,5 %|0,4 por ciento|100%|75 por ciento|
      veinticinco por ciento|diez por ciento|cincuenta por ciento|noventa por ciento|
      cinco por ciento|cien por ciento|dos y medio por ciento|99 por ciento|15%|60%|33%|
      30 por ciento`),
    PhoneNumber: entries(`
      91 123 45 67|+34 91 123 45 67|600 123 456|+34 600 123 456|612345678|93 456 78 90|
      902 123 456|55 1234 5678|+52 55 1234 5678|(55) 1234-5678|+54 11 4321 5678|11 4321-5678|
      900 123 456|555-1212|+1 305 555 0175|(305) 555-0175|+57 1 234 5678|
      seis uno dos tres cuatro cinco seis siete ocho|954 123 456|+56 2 2345 6789`),
    EmailAddress: [...EMAIL_SAMPLES, 'ana punto lopez arroba example punto com'],
    AlphaNumeric: [...CODE_SAMPLES, 'a p q uno dos tres'],
  },
} satisfies Partial<Language>
