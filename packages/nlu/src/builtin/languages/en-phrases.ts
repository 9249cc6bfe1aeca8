/** English: what opens the built-in intents, answers yes or no, carries a value, or stands for a type. */
import { entries } from '../entries.ts'
import type { Language } from '../language.ts'

export const EN_PHRASES = {
  intents: {
    'AMAZON.CancelIntent': entries(`
      cancel|never mind|nevermind|forget it|forget about it|cancel that|cancel it|cancel please|
      please cancel`),
    'AMAZON.HelpIntent': entries(`
      help|help me|can you help me|help please|i need help|please help me|what can you do|
      what can i say`),
    'AMAZON.PauseIntent': entries(`pause|pause that|pause please|pause it|take a break`),
    'AMAZON.RepeatIntent': entries(`
      repeat|say that again|repeat that|repeat please|can you repeat that|please repeat that|
      say it again|come again`),
    'AMAZON.ResumeIntent': entries(`resume|continue|keep going|go on|carry on|please continue`),
    'AMAZON.StartOverIntent': entries(`
      start over|restart|start again|start from the beginning|begin again|let us start over`),
    'AMAZON.StopIntent': entries(`stop|off|shut up|stop it|stop that|please stop|be quiet`),
  },
  yes: entries(`
      yes|yeah|yep|yup|ya|yea|yes please|yes i do|sure|sure thing|for sure|ok|okay|k|correct|
      right|that's right|that is right|that's correct|that is correct|absolutely|of course|
      definitely|certainly|exactly|please do|go ahead|sounds good|looks good|i do|
      affirmative|confirm|confirmed|i confirm|perfect|aye|yes indeed|indeed|alright|all right|
      you bet|why not`),
  no: entries(`
      no|nope|nah|no way|not really|no thanks|no thank you|no no|negative|don't|do not|i don't|
      i do not|no i don't|please don't|not now|not today|not yet|please do not|wrong|that's wrong|
      that is wrong|incorrect|that's not right|that is not right|that is incorrect|
      that's incorrect|it's not|it is not|not at all|absolutely not|of course not|definitely not|
      certainly not|i'd rather not`),
  answerFillers: entries(`please|thanks|thank you|um|uh|er|hmm|well|oh|so|then|sir|madam`),
  fillers: {
    leading: entries(`
      i'd like|i'd like to have|i would like|i would like to have|i'd like it|i want|
      i want to have|i need|i'll have|i will have|i'll take|i will take|i'd prefer|i prefer|
      i think|i guess|give me|get me|can i have|can i get|could i have|could i get|may i have|
      let's go with|let us go with|let's stick with|let us stick with|let's do|let's say|
      let's make it|make it|make that|it's|it is|its|that's|that is|that would be|that will be|
      that'll be|it would be|it will be|it should be|my answer is|the answer is|please|um|uh|er|
      hmm|well|so|ok|okay|oh|just|maybe|perhaps|probably|actually|how about|what about|say|about|
      around|for|on|at|in|to|from|by|of|with|we are|we're|there are|there will be|i am|i'm|
      my name is|name is|this is|call me|i'm in|i am in|i live in|i live at|go with|put|use|
      change it to|i said|i mean|and|but|then|the one is|i choose|i'll go with|i will go with|yes`),
    trailing: entries(`
      please|thanks|thank you|thank you very much|would be great|would be good|would be fine|
      would be nice|is fine|is good|is ok|is okay|is great|will do|works|works for me|works best|
      sounds good|sounds great|i think|i guess|for me|for us|then|maybe|if possible|if you can|
      one|ones|now`),
    articles: entries(`a|an|the|some|my|any`),
  },
  samples: {
    DATE: entries(`
      today|tomorrow|yesterday|tonight|the day after tomorrow|monday|tuesday|wednesday|thursday|
      friday|saturday|sunday|next monday|next friday|this saturday|next week|this week|
      this weekend|next weekend|next month|this month|next year|in three days|in two weeks|
      in a month|two days from now|january first|february 15th|march 3rd|april 20|may 5th|
      june 21st|july 4th|august 12 2021|september tenth|october 31st|november twenty fifth|
      december 24th|the 3rd|the fifteenth|the 25th of december|12/18|5/10/2021|2021-06-30|january|
      wednesday february 15 2017|christmas|next summer`),
    TIME: entries(`
      noon|midnight|now|one|five|ten|4|7|11|ten am|four pm|6 pm|9 am|10:00 am|4:30 pm|8:15 pm|
      16:30|19:00|07:45|12:30|ten o'clock|five o'clock|half past three|quarter past six|
      quarter to nine|ten to eight|twenty past two|six thirty|seven fifteen pm|
      eight in the morning|three in the afternoon|seven in the evening|ten at night|in two hours|
      in thirty minutes|six p. m.|nine a m|1630 hours|evening|afternoon`),
    DURATION: entries(`
      ten minutes|five minutes|30 minutes|45 minutes|ninety minutes|an hour|one hour|two hours|
      3 hours|half an hour|an hour and a half|two and a half hours|five hours ten minutes|a day|
      one day|two days|three days|4 days|five nights|a week|two weeks|eight weeks|a fortnight|
      a month|six months|2 months|a year|seven years|ten seconds|forty five seconds|
      a couple of days|a quarter of an hour`),
    NUMBER: entries(`
      one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|twenty five|
      forty|fifty|a hundred|one hundred twenty three|one thousand two hundred|a dozen|1|2|3|4|5|6|
      8|10|12|15|20|25|42|50|75|100|250|500|1,200|2.5|3.14|232.998`),
    Percentage: entries(`
      50 percent|10 percent|5%|20%|23.5%|0.4 percent|100%|75 percent|30%|twenty five percent|
      ten percent|fifty percent|ninety percent|five percent|a hundred percent|
      two and a half percent|99 percent|15%|60%|33%`),
    PhoneNumber: entries(`
      555-1212|(509) 555-1212|509 555 1212|509-555-1212|5095551212|+1 (509) 555-1212|
      1 509 555 1212|+61 7 4445 1061|(03) 5115 4444|0351154444|+44 20 7946 0958|206-555-0100|
      2065550143|555 0199|+1 206 555 0175|020 7946 0123|07700 900123|
      five five five one two one two|1-800-555-0199|425.555.0177`),
    EmailAddress: entries(`
      john.doe@example.com|mary@example.org|info@example.net|sam_smith@example.com|
      j.doe+news@example.com|anna-lee@mail.example.com|bob99@example.com|support@example.com|
      kate.miller@example.co.uk|x1@example.io|john dot doe at example dot com|
      mary at example dot org|me@example.com|office@example.org|first.last@example.com|
      hello@example.app|sales@example.com|tom at mail dot example dot com|jane_doe@example.net|
      a.b.c@example.org`),
    AlphaNumeric: entries(`
      APQ123|ABC|123|XK9|A1B2C3|QF12|BA2490|ZZ99|H7|4711|LX318|R2D2|TK421|90210|M5V|WA1|NCC1701|
      PNR7XQ|a p q one two three|x 4 2|B737|7E3`),
  },
} satisfies Partial<Language>
