/** The function of the guide's trip exercise, from its description: no hotels in Moscow, and a car for a booked stay. */
export const BOOK_TRIP_FUNCTION = `exports.handler = async event => {
  const { invocationSource, currentIntent: { slots }, sessionAttributes } = event
  if (invocationSource === 'FulfillmentCodeHook') return {
    sessionAttributes: { bot: JSON.stringify(event.bot), stay: JSON.stringify(slots) },
    dialogAction: { type: 'Close', fulfillmentState: 'Fulfilled', message: { contentType: 'PlainText', content: 'Booked.' } } }
  const { name, confirmationStatus } = event.currentIntent
  if (name === 'BookCar') {
    if (confirmationStatus !== 'None' || slots.PickUpCity || !sessionAttributes.stay)
      return { sessionAttributes, dialogAction: { type: 'Delegate', slots } }
    const { Location, CheckInDate, Nights } = JSON.parse(sessionAttributes.stay)
    const leaves = new Date(Date.parse(CheckInDate) + Nights * 86_400_000).toISOString().slice(0, 10)
    return { sessionAttributes, dialogAction: { type: 'ConfirmIntent', intentName: 'BookCar',
      slots: { ...slots, PickUpCity: Location, PickUpDate: CheckInDate, ReturnDate: leaves },
      message: { contentType: 'PlainText',
        content: 'Is this car rental for your ' + Nights + ' night stay in ' + Location + ' on ' + CheckInDate + '?' } } }
  }
  if (slots.Location && slots.Location.toLowerCase() === 'moscow') return { sessionAttributes, dialogAction: {
    type: 'ElicitSlot', intentName: 'BookHotel', slotToElicit: 'Location', slots: { ...slots, Location: null },
    message: { contentType: 'PlainText', content: 'We do not have hotels in Moscow.' } } }
  return { sessionAttributes, dialogAction: { type: 'Delegate', slots } } }`

/** That of the appointment exercise: cards to choose from, and a time that it proposes by itself. */
export const APPOINTMENT_FUNCTION = `exports.handler = async ({ currentIntent: { slots }, invocationSource }) => {
  const card = buttons => ({ version: 1, contentType: 'application/vnd.amazonaws.card.generic',
    genericAttachments: [{ title: 'Choose', buttons: buttons.map(text => ({ text, value: text })) }] })
  const say = content => ({ contentType: 'PlainText', content })
  if (invocationSource === 'FulfillmentCodeHook') return { dialogAction: { type: 'Close', fulfillmentState: 'Fulfilled', message: say('Booked.') } }
  const elicit = (slotToElicit, content, buttons) => ({ dialogAction: { type: 'ElicitSlot', intentName: 'MakeAppointment',
    slots, slotToElicit, message: say(content), responseCard: card(buttons) } })
  if (!slots.AppointmentType) return elicit('AppointmentType', 'What type?', ['cleaning', 'whitening'])
  if (!slots.Date) return elicit('Date', 'When?', ['Thursday', 'Wednesday'])
  if (slots.Time) return { dialogAction: { type: 'Delegate', slots } }
  if (new Date(slots.Date).getUTCDay() === 4) return elicit('Date', 'There is no availability then.', ['Wednesday'])
  return { dialogAction: { type: 'ConfirmIntent', intentName: 'MakeAppointment', slots: { ...slots, Time: '16:00' },
    message: say('At 4 pm?'), responseCard: card(['yes', 'no']) } } }`
