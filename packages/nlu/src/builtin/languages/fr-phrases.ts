/** French: what opens the built-in intents, answers yes or no, carries a value, or stands for a type. */
import { entries } from '../entries.ts'
import type { Language } from '../language.ts'
import { CODE_SAMPLES, EMAIL_SAMPLES } from './common.ts'

export const FR_PHRASES = {
  intents: {
    'AMAZON.CancelIntent': entries(`
      annuler|annule|annulez|annuler ça|oublie|oubliez|oublie ça|laisse tomber|laissez tomber|
      peu importe|c'est pas grave`),
    'AMAZON.HelpIntent': entries(`
      aide|aide moi|aidez moi|à l'aide|peux-tu m’aider|pouvez-vous m’aider|j'ai besoin d'aide|
      que peux-tu faire`),
    'AMAZON.PauseIntent': entries(`pause|mets en pause|mettre en pause|fais une pause|un instant`),
    'AMAZON.RepeatIntent': entries(`
      répéter|répète|répétez|répète ça|peux-tu répéter|pouvez-vous répéter|redis le|
      encore une fois|répétez s'il vous plaît|pardon`),
    'AMAZON.ResumeIntent': entries(`reprendre|reprends|continuer|continue|continuez|poursuivre`),
    'AMAZON.StartOverIntent': entries(`
      recommencer|recommence|recommencez|repartir de zéro|depuis le début|redémarrer|
      reprendre du début|reprends au début`),
    'AMAZON.StopIntent': entries(`stop|arrête|arrêter|arrêtez|éteindre|tais toi|ça suffit`),
  },
  yes: entries(`
      oui|ouais|ouaip|oui merci|oui s'il vous plaît|d'accord|bien sûr|exact|exactement|c'est ça|
      c'est exact|c'est correct|c'est bon|c'est bien ça|correct|ok|okay|absolument|tout à fait|
      certainement|évidemment|volontiers|parfait|entendu|je confirme|confirmé|avec plaisir|
      affirmatif|ça marche|bien entendu|allez-y|vas-y|sûr`),
  no: entries(`
      non|pas du tout|non merci|non non|nan|jamais|surtout pas|négatif|incorrect|c'est faux|faux|
      pas maintenant|pas vraiment|ce n'est pas ça|c'est pas ça|ce n'est pas correct|
      bien sûr que non|certainement pas|absolument pas|pas question|je ne veux pas|
      je ne crois pas|pas encore`),
  answerFillers: entries(`
      s'il vous plaît|s'il te plaît|svp|stp|merci|merci beaucoup|euh|ben|bah|bon|alors|ah|oh|
      eh bien|monsieur|madame`),
  fillers: {
    leading: entries(`
      je voudrais|j'aimerais|j'aimerais avoir|je veux|je souhaite|je souhaiterais|je prends|
      je prendrai|je vais prendre|je préfère|je choisis|il me faut|j'ai besoin de|j'ai besoin d'|
      donnez-moi|donne-moi|puis-je avoir|on va prendre|nous voudrions|nous prendrons|mettez|mets|
      disons|plutôt|s'il vous plaît|s'il te plaît|euh|ben|bah|bon|alors|eh bien|ok|oui|c'est|
      ce sera|ce serait|ça sera|ça serait|je pense|je crois|peut-être|environ|à peu près|vers|
      pour|à|au|aux|en|de|du|depuis|jusqu'à|jusqu'au|dès|avec|sur|nous sommes|on est|on sera|
      je suis|je m'appelle|mon nom est|j'habite à|j'habite|je viens de|seulement|juste|et|mais|
      va pour|partons sur`),
    trailing: entries(`
      s'il vous plaît|s'il te plaît|svp|stp|merci|merci beaucoup|ça ira|ça me va|ça me convient|
      ce serait bien|ce serait parfait|me convient|je pense|je crois|pour moi|pour nous|
      si possible|alors|plutôt`),
    articles: entries(`le|la|les|l|un|une|des|du|de la|de l'|mon|ma|mes|quelques`),
  },
  samples: {
    DATE: entries(`
      aujourd'hui|demain|après-demain|hier|ce soir|lundi|mardi|mercredi|jeudi|vendredi|samedi|
      dimanche|lundi prochain|vendredi prochain|ce samedi|la semaine prochaine|cette semaine|
      ce week-end|le mois prochain|l'année prochaine|dans trois jours|dans deux semaines|
      dans un mois|premier janvier|15 février|3 mars|20 avril|cinq mai|21 juin|4 juillet 2021|
      dix septembre|31 octobre|vingt-cinq novembre|le 24 décembre|18/12|18/12/2020|2021-06-30|
      janvier|noël|l'été prochain`),
    TIME: entries(`
      midi|minuit|maintenant|dix heures|cinq heures|une heure|4 heures|sept heures et demie|
      trois heures et quart|neuf heures moins le quart|huit heures du soir|six heures du matin|
      quatre heures de l'après-midi|10 h|14h30|16:30|19h|7h45|dix-huit heures|vingt heures trente|
      midi et demi|deux heures du matin|six heures trente|huit heures vingt|20 heures|
      dans deux heures|dans une demi-heure|onze heures dix|ce soir|l'après-midi`),
    DURATION: entries(`
      dix minutes|cinq minutes|30 minutes|45 minutes|quatre-vingt-dix minutes|une heure|
      deux heures|3 heures|une demi-heure|une heure et demie|deux heures et demie|
      un quart d'heure|cinq heures dix minutes|un jour|deux jours|trois jours|4 nuits|une semaine|
      deux semaines|huit semaines|un mois|six mois|un an|sept ans|dix secondes|
      quarante-cinq secondes`),
    NUMBER: entries(`
      un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|vingt-cinq|
      soixante-dix|quatre-vingt-trois|cent|cent vingt-trois|mille deux cents|une douzaine|1|2|3|4|
      5|8|10|12|20|25|50|100|250|1 200|2,5`),
    Percentage: entries(`
      50 pour cent|10 pour cent|5%|20 %|23,5 %|0,4 pour cent|100%|75 pour cent|
      vingt-cinq pour cent|dix pour cent|cinquante pour cent|quatre-vingt-dix pour cent|
      cinq pour cent|cent pour cent|deux et demi pour cent|99 pour cent|15%|60%|33%|30 pour cent`),
    PhoneNumber: entries(`
      01 42 68 53 00|+33 1 42 68 53 00|06 12 34 56 78|+33 6 12 34 56 78|0612345678|04.91.13.89.00|
      02-40-12-34-56|0800 123 456|05 56 00 60 50|07 81 23 45 67|
      zéro six douze trente-quatre cinquante-six soixante-dix-huit|514 555-0175|(514) 555-0175|
      +1 514 555 0175|418 555 0123|+32 2 513 89 40|+41 22 909 70 00|03 88 60 50 00|555-1212|
      01 70 18 99 00`),
    EmailAddress: [...EMAIL_SAMPLES, 'anne point martin arobase example point fr'],
    AlphaNumeric: [...CODE_SAMPLES, 'a p q un deux trois'],
  },
} satisfies Partial<Language>
