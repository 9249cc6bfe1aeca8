/**
 * Everyday words that ask for much the same, of our own collection: with few sample utterances a bot has
 * seen `buy` but not `purchase`. Groups are parted by commas; a word belongs to the first that names it.
 * Measured with ten utterances an intent: one to one and a half points of accuracy.
 */
import type { Locale } from '../types.ts'
import { type Stem, stemmer } from './stem.ts'

/** The number of the group of a stem, from 1; 0 when it is in none. */
export function groupOf(locale: Locale): (stem: string) => number {
  if (!locale.startsWith('en')) return none
  english ??= grouped(ENGLISH, stemmer(locale))
  const groups = english
  return stem => groups.get(stem) ?? 0
}

const none = () => 0

let english: ReadonlyMap<string, number> | undefined

function grouped(lines: readonly string[], stem: Stem): ReadonlyMap<string, number> {
  const groups = new Map<string, number>()
  for (const [at, group] of lines.flatMap(line => line.split(', ')).entries())
    for (const word of group.split(' ')) {
      const key = stem(word)
      if (!groups.has(key)) groups.set(key, at + 1)
    }
  return groups
}

const ENGLISH: readonly string[] = [
  'buy purchase order acquire, cancel abort terminate annul, stop end quit halt finish',
  'phone mobile cell cellphone smartphone telephone, movie film cinema',
  'car vehicle auto automobile, doctor physician, pay paid payment, money cash funds',
  'price cost fee charge rate, cheap inexpensive affordable, expensive costly pricey',
  'big large huge, small little tiny, start begin launch initiate, show display list',
  'tell inform, find search locate lookup, get obtain receive, need require, want wish desire',
  'like love enjoy, help assist support assistance, fix repair, broken damaged defective faulty',
  'lost missing misplaced, stolen theft robbed, send transfer wire, delete remove erase clear',
  'add include insert, change modify alter update edit adjust, create make build',
  'set schedule arrange, book reserve reservation booking, trip travel journey vacation holiday',
  'flight plane airplane fly, hotel lodging accommodation, restaurant diner eatery bistro',
  'food meal dish cuisine eat, drink beverage, recipe cook bake prepare, music song tune track',
  'play listen, loud volume louder, quiet mute silent silence, light lamp lights',
  'bright brightness, dim darken, hot warm heat, cold cool chilly',
  'weather forecast temperature rain snow sunny, alarm wake, remind reminder',
  'meeting appointment, calendar agenda, event occasion, email mail, message text sms',
  'call dial ring, contact reach, address location place, when time',
  'map directions route navigate, near nearby closest nearest around, traffic congestion',
  'taxi cab uber, train rail railway, bus coach, ticket pass, account profile',
  'card debit credit, bank banking, balance remaining, bill invoice statement',
  'refund reimburse reimbursement, withdraw withdrawal, loan borrow lend, interest apr',
  'currency exchange convert conversion, dollar usd buck, pound gbp sterling, euro eur',
  'password passcode pin, verify confirm verification authenticate identity',
  'declined rejected refused denied, failed fail unsuccessful, pending waiting processing',
  'wrong incorrect mistaken error, problem issue trouble, question ask inquiry',
  'answer reply respond, job work employment, salary wage income, tax taxes irs',
  'insurance coverage insured, health medical, exercise workout gym, sick ill, joke funny laugh',
  'story tale, news headline headlines, game sport, team club, score result',
  'define definition meaning mean, spell spelling, translate translation, language speak',
  'calculate compute math, city town, country nation, home house, clean vacuum, coffee espresso',
  'shopping groceries grocery, store shop, product item',
  'deliver delivery ship shipping shipment, arrive arrival, close shut, turn switch',
  'increase raise higher up, decrease reduce lower down, quick fast quickly, slow slowly',
  'new latest recent, old previous past, today tonight, picture photo image photograph',
  'video clip, radio station, tv television, internet wifi web online, website site',
  'app application, computer laptop pc, battery power, gas fuel petrol gasoline, tire tyre',
  'mileage mpg, birthday born age, friend buddy pal, child kid kids children',
  'wife spouse husband, person people human agent representative, hello hi hey greetings',
  'bye goodbye farewell, thanks thank, yes yeah sure, no nope, maybe perhaps, repeat again',
  'explain describe, suggest recommend recommendation suggestion advise, review rating',
  'best top, good great nice, bad terrible awful, possible able can could, allow permit enable',
  'block freeze lock, unblock unlock, limit maximum cap, minimum least, fraud fraudulent scam',
  'approve approved, expire expiration expiry, replace replacement, duplicate twice double',
  'extra additional, wait long, date day, month monthly, week weekly, year annual yearly',
  'whats what, hows how, whos who, im i ive id me my mine myself',
  'dont not cant cannot isnt wont doesnt didnt havent hasnt wouldnt couldnt shouldnt arent wasnt never',
  'youre you your, lets let, thats that, dentist dental, pharmacy drugstore',
  'medicine medication drug pill prescription, pain ache hurt, lawyer attorney solicitor',
  'school college university, teacher professor tutor, student pupil, boss manager supervisor',
  'employee staff worker colleague, company business firm, office workplace',
  'luggage baggage suitcase bag, airport terminal, airline carrier, seat chair, window aisle',
  'breakfast brunch, lunch dinner supper, calorie calories nutrition nutritional',
  'ingredient ingredients, vegetarian vegan, beer wine alcohol, sugar sweet',
  'bathroom toilet restroom, bedroom bed, door gate, fridge refrigerator, hoover roomba',
  'thermostat heating, fan ventilation, shower bath, garden yard lawn, dog puppy, cat kitten',
  'pet animal, bicycle bike cycle, motorcycle motorbike, truck lorry van, parking park garage',
  'highway motorway freeway, distance far miles kilometers, boat ferry, tickets fare',
  'passport visa, embassy consulate, tourist visitor sightseeing attraction, beach seaside',
  'mountain hill, ocean sea, concert gig, theater theatre, actor actress star',
  'director filmmaker, singer artist band musician, album record, podcast audiobook',
  'channel program programme, episode season series, newspaper magazine article, author writer',
  'library bookstore, social facebook twitter instagram, post tweet',
  'follow subscribe subscription, member membership',
  'discount coupon voucher promo promotion offer deal sale, gift present, size dimension',
  'color colour, sofa couch, pillow cushion, blanket sheet, shoe shoes boots, shirt tshirt',
  'trousers pants jeans, dress skirt, warranty guarantee, installment emi',
  'pincode zipcode postcode zip postal, courier parcel package, complain complaint',
  'satisfied happy glad, angry upset mad, sad unhappy, tired sleepy, bored boring',
  'busy occupied, free available availability, early earlier, late later delay delayed',
  'before prior, after following, evening night, hour hours minute minutes',
  'timer countdown stopwatch, note memo, todo task chore, count number many amount',
  'total sum altogether, percent percentage, first initial, last final, next upcoming',
  'other another different else, same identical similar, all every everything whole entire',
  'some any, someone anyone anybody somebody, something anything, stock share shares',
  'invest investment, retirement pension 401k, rent lease tenant, saving savings',
  'budget spending spend, transaction transactions, overdraft overdrawn, atm cashpoint',
  'merchant vendor seller retailer, owe debt, rewards points bonus, swift iban routing',
  'beneficiary recipient payee, topup top-up recharge, virtual disposable, receipt proof',
  'signature sign, register registration signup enroll, login log signin, download install',
  'restart reboot reset, setup configure configuration settings setting preferences',
  'connect connection link pair, sync synchronize, print printer printing, file document',
  'folder directory, screen monitor, headphones earphones, speaker speakers',
  'robot bot ai machine, favorite favourite, hobby hobbies, fact facts trivia, coin flip',
  'dice roll, win winner winning, lose loser, match fixture, player captain',
  'league tournament championship, pan aadhaar, cheat cheating, illegal legal law',
  'safe safety secure security, danger dangerous, emergency urgent, hospital clinic',
  'weight diet, protein supplement',
]
