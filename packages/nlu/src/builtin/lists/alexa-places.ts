/** Alexa's list types of places, organisations and people. */

export const PLACES: Readonly<Record<string, string>> = {
  AdministrativeArea:
    'California|Texas|Florida|Bavaria|Ontario|Quebec|Kent|Essex|Orange County|Cook County|King County|Los Angeles County|Queensland|Victoria|Provence|Tuscany|Catalonia|Scotland|Wales|Hesse|Saxony|Normandy|Lombardy|British Columbia',
  Airline:
    'American Airlines|Delta|Delta Air Lines|United|United Airlines|Southwest|Southwest Airlines|JetBlue|Alaska Airlines|Spirit Airlines|Frontier|Hawaiian Airlines|Air Canada|WestJet|British Airways|Virgin Atlantic|Lufthansa|Air France|KLM|Iberia|Ryanair|EasyJet|Swiss|Austrian Airlines|SAS|Finnair|Turkish Airlines|Emirates|Qatar Airways|Etihad|Singapore Airlines|Cathay Pacific|ANA|Japan Airlines|Korean Air|Qantas|Air New Zealand|Air India|Aeromexico|LATAM|Avianca',
  CivicStructure:
    'city hall|town hall|library|museum|park|playground|stadium|train station|bus station|subway station|airport|hospital|fire station|police station|post office|church|mosque|synagogue|temple|cemetery|zoo|aquarium|beach|bridge|campground|courthouse|embassy|parking lot|parking garage|performing arts theater|public swimming pool|rest area',
  Corporation:
    'Apple|Microsoft|Amazon|Google|Alphabet|Facebook|Meta|Tesla|Walmart|Target|Costco|IBM|Intel|Nvidia|Oracle|Cisco|Netflix|Disney|Boeing|General Electric|General Motors|Ford|Toyota|Honda|Volkswagen|BMW|Sony|Samsung|Nestle|Unilever|Procter and Gamble|Coca-Cola|PepsiCo|Pfizer|Johnson and Johnson|Exxon|Chevron|Shell|AT and T|Verizon',
  EducationalOrganization:
    'Harvard|Harvard University|Yale|Princeton|Stanford|Stanford University|MIT|Columbia University|Cornell|Brown University|Dartmouth|University of Chicago|Duke|Northwestern|Johns Hopkins|Caltech|UCLA|USC|UC Berkeley|University of Michigan|University of Texas|Ohio State|Penn State|NYU|Boston University|Georgetown|Oxford University|Cambridge University|Rice University|Notre Dame',
  FinancialService:
    'Chase|Bank of America|Wells Fargo|Citibank|Capital One|American Express|Goldman Sachs|Morgan Stanley|Fidelity|Charles Schwab|Vanguard|PNC|US Bank|TD Bank|HSBC|Barclays|PayPal|Visa|Mastercard|Discover|State Farm|Geico|Allstate|Progressive|Western Union|credit union|insurance agency|accountant',
  FoodEstablishment:
    "McDonald's|Burger King|Wendy's|Subway|Starbucks|Dunkin|Taco Bell|Chipotle|KFC|Pizza Hut|Domino's|Papa John's|Chick-fil-A|Olive Garden|Applebee's|IHOP|Denny's|Panera|Five Guys|Shake Shack|bakery|bar|pub|brewery|cafe|coffee shop|diner|fast food restaurant|ice cream shop|restaurant|steakhouse|sushi bar|winery|pizzeria",
  Landform:
    'mountain|volcano|lake|river|ocean|sea|bay|beach|island|valley|canyon|desert|waterfall|pond|reservoir|continent|Mount Everest|Mount Rainier|Grand Canyon|Lake Michigan|Lake Tahoe|Mississippi River|Amazon River|Nile|Rocky Mountains|Alps|Himalayas|Sahara|Pacific Ocean|Atlantic Ocean|Niagara Falls|Mount Fuji|Kilimanjaro',
  LandmarksOrHistoricalBuildings:
    'Statue of Liberty|Empire State Building|Golden Gate Bridge|White House|Mount Rushmore|Space Needle|Eiffel Tower|Louvre|Notre Dame|Big Ben|Tower Bridge|Buckingham Palace|Stonehenge|Colosseum|Leaning Tower of Pisa|Brandenburg Gate|Neuschwanstein|Sagrada Familia|Alhambra|Acropolis|Parthenon|Great Wall|Taj Mahal|Pyramids|Sphinx|Petra|Machu Picchu|Sydney Opera House|Christ the Redeemer|Lincoln Memorial|Alcatraz|Central Park|Times Square',
  LocalBusiness:
    "Walgreens|CVS|Home Depot|Lowe's|Best Buy|Trader Joe's|Whole Foods|Safeway|Kroger|Publix|Target|Walmart|Costco|Ikea|Macy's|Nordstrom|Petco|PetSmart|Barnes and Noble|GameStop|Jiffy Lube|AutoZone|Great Clips|Planet Fitness|FedEx Office|UPS Store|Dollar General|Seven Eleven",
  LocalBusinessType:
    'restaurant|coffee shop|bakery|bar|hotel|motel|gas station|grocery store|supermarket|pharmacy|drug store|bank|gym|hair salon|barber shop|nail salon|spa|dentist|doctor|veterinarian|florist|hardware store|bookstore|clothing store|shoe store|jewelry store|pet store|toy store|furniture store|electronics store|car wash|auto repair|car dealer|dry cleaner|laundromat|movie theater|bowling alley|golf course|library|museum|night club|liquor store|plumber|electrician',
  MedicalOrganization:
    'Mayo Clinic|Cleveland Clinic|Johns Hopkins Hospital|Mount Sinai|Kaiser Permanente|Massachusetts General Hospital|Cedars-Sinai|hospital|clinic|dentist|dental office|pharmacy|physician|urgent care|emergency room|veterinary care|optometrist|diagnostic lab|medical center',
  MovieTheater:
    'AMC|AMC Theatres|Regal|Regal Cinemas|Cinemark|Alamo Drafthouse|Landmark Theatres|Marcus Theatres|Harkins|Cineplex|Odeon|Vue|Picturehouse|Showcase Cinemas|IMAX|drive-in',
  MusicVenue:
    'Madison Square Garden|Carnegie Hall|Radio City Music Hall|Hollywood Bowl|Red Rocks|Red Rocks Amphitheatre|The Gorge|Royal Albert Hall|Ryman Auditorium|Grand Ole Opry|Lincoln Center|Apollo Theater|The Fillmore|House of Blues|Staples Center|Walt Disney Concert Hall|Wembley|O2 Arena|Troubadour|Symphony Hall',
  Organization:
    'Red Cross|United Nations|UNICEF|World Health Organization|NASA|FBI|CIA|NATO|European Union|Greenpeace|Amnesty International|Doctors Without Borders|Salvation Army|Habitat for Humanity|World Wildlife Fund|YMCA|Boy Scouts|Girl Scouts|Rotary Club|NFL|NBA|FIFA|Olympic Committee|World Bank|Apple|Microsoft|Amazon|Google',
  PostalAddress:
    '410 Terry Avenue North|1600 Pennsylvania Avenue|1 Infinite Loop|350 Fifth Avenue|221B Baker Street|10 Downing Street|100 Main Street|742 Evergreen Terrace|P.O. Box 100|55 Water Street',
  Residence:
    'apartment|house|condo|condominium|townhouse|villa|cabin|cottage|mansion|studio|loft|duplex|bungalow|mobile home|dormitory|penthouse|farmhouse|gated community',
  SocialMediaPlatform:
    'Facebook|Twitter|X|Instagram|Snapchat|TikTok|YouTube|LinkedIn|Pinterest|Reddit|WhatsApp|Telegram|Discord|Twitch|Tumblr|WeChat|Messenger|Signal|Flickr|Vimeo|Quora|Mastodon|Bluesky|Threads|Skype|Slack',
  SportsTeam:
    'Seattle Seahawks|New England Patriots|Dallas Cowboys|Green Bay Packers|Pittsburgh Steelers|San Francisco 49ers|Chicago Bears|Kansas City Chiefs|Los Angeles Lakers|Boston Celtics|Golden State Warriors|Chicago Bulls|Miami Heat|New York Knicks|New York Yankees|Boston Red Sox|Los Angeles Dodgers|Chicago Cubs|San Francisco Giants|Seattle Mariners|Pittsburgh Penguins|Chicago Blackhawks|Boston Bruins|Toronto Maple Leafs|Montreal Canadiens|Manchester United|Manchester City|Liverpool|Chelsea|Arsenal|Real Madrid|Barcelona|Bayern Munich|Juventus|Seattle Sounders|LA Galaxy|Lakers|Yankees|Patriots|Packers|Cowboys|Warriors|Red Sox|Dodgers',
  StreetAddress:
    '410 Terry Avenue|100 Main Street|Main Street|Broadway|Fifth Avenue|Park Avenue|Wall Street|Elm Street|Maple Avenue|Oak Street|Pine Street|Market Street|Sunset Boulevard|Pennsylvania Avenue|First Avenue|Second Street|Washington Street|Lake Shore Drive|Michigan Avenue|Mulholland Drive',
  Person:
    'Albert Einstein|Isaac Newton|Marie Curie|Charles Darwin|Leonardo da Vinci|Abraham Lincoln|George Washington|Martin Luther King|Nelson Mandela|Mahatma Gandhi|Winston Churchill|Barack Obama|Joe Biden|Donald Trump|Hillary Clinton|Queen Elizabeth|Steve Jobs|Bill Gates|Jeff Bezos|Elon Musk|Oprah Winfrey|Ellen DeGeneres|Stephen King|Taylor Swift|Michael Jordan|Serena Williams|Muhammad Ali|Neil Armstrong|Rosa Parks|Amelia Earhart',
  Professional:
    'doctor|dentist|lawyer|attorney|accountant|plumber|electrician|carpenter|painter|mechanic|roofer|locksmith|gardener|landscaper|photographer|veterinarian|optometrist|therapist|psychologist|architect|realtor|notary|tutor|nanny|housekeeper|personal trainer|hair stylist|barber|tailor|interior designer',
  ProfessionalType:
    'doctor|dentist|lawyer|accountant|plumber|electrician|carpenter|painter|mechanic|roofer|locksmith|photographer|veterinarian|architect|real estate agent|notary|general contractor|house cleaner|mover|pediatrician|cardiologist|dermatologist|chiropractor|orthodontist|surgeon|nurse|engineer|teacher|programmer|chef',
}
