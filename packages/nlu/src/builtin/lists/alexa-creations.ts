/** Alexa's list types of works and those who make them. */

export const CREATIONS: Readonly<Record<string, string>> = {
  Actor:
    'Tom Hanks|Meryl Streep|Leonardo DiCaprio|Brad Pitt|George Clooney|Johnny Depp|Tom Cruise|Will Smith|Denzel Washington|Morgan Freeman|Robert De Niro|Al Pacino|Jack Nicholson|Anthony Hopkins|Julia Roberts|Sandra Bullock|Angelina Jolie|Scarlett Johansson|Natalie Portman|Jennifer Lawrence|Emma Stone|Emma Watson|Nicole Kidman|Kate Winslet|Cate Blanchett|Charlize Theron|Anne Hathaway|Viola Davis|Keanu Reeves|Ryan Gosling|Ryan Reynolds|Robert Downey Jr|Chris Evans|Chris Hemsworth|Matt Damon|Ben Affleck|Harrison Ford|Samuel L. Jackson|Clint Eastwood|Bruce Willis',
  Artist:
    'Adele|Taylor Swift|Beyonce|Ed Sheeran|Drake|Rihanna|Eminem|Kanye West|Lady Gaga|Bruno Mars|Justin Bieber|Katy Perry|Ariana Grande|Billie Eilish|Justin Timberlake|Michael Jackson|Madonna|Prince|Elvis Presley|Frank Sinatra|Bob Dylan|David Bowie|Elton John|Johnny Cash|Whitney Houston|Mariah Carey|Stevie Wonder|Bob Marley|Jay-Z|Kendrick Lamar|Pablo Picasso|Vincent van Gogh|Claude Monet|Andy Warhol|Frida Kahlo|Rembrandt|Salvador Dali|Banksy|Mozart|Beethoven|Bach',
  Athlete:
    'Michael Jordan|LeBron James|Kobe Bryant|Stephen Curry|Kevin Durant|Tom Brady|Peyton Manning|Aaron Rodgers|Patrick Mahomes|Russell Wilson|Babe Ruth|Derek Jeter|Mike Trout|Serena Williams|Venus Williams|Roger Federer|Rafael Nadal|Novak Djokovic|Tiger Woods|Usain Bolt|Michael Phelps|Simone Biles|Muhammad Ali|Mike Tyson|Lionel Messi|Cristiano Ronaldo|Neymar|David Beckham|Pele|Wayne Gretzky|Sidney Crosby|Lewis Hamilton|Lindsey Vonn|Megan Rapinoe|Shaquille O’Neal',
  Author:
    'Stephen King|J. K. Rowling|J. R. R. Tolkien|Ernest Hemingway|Mark Twain|Jane Austen|Charles Dickens|William Shakespeare|Agatha Christie|George Orwell|F. Scott Fitzgerald|John Steinbeck|Harper Lee|Toni Morrison|Maya Angelou|Isaac Asimov|Ray Bradbury|Philip K. Dick|Ursula K. Le Guin|Neil Gaiman|Terry Pratchett|Douglas Adams|George R. R. Martin|Dan Brown|John Grisham|James Patterson|Margaret Atwood|Kurt Vonnegut|Edgar Allan Poe|Arthur Conan Doyle|Leo Tolstoy|Fyodor Dostoevsky|Franz Kafka|Gabriel Garcia Marquez|Haruki Murakami|Roald Dahl|Dr. Seuss|Virginia Woolf|Oscar Wilde|H. G. Wells',
  Book: 'The Great Gatsby|To Kill a Mockingbird|1984|Animal Farm|Pride and Prejudice|Moby Dick|War and Peace|Crime and Punishment|The Catcher in the Rye|The Hobbit|The Lord of the Rings|Dune|Fahrenheit 451|Brave New World|Jane Eyre|Wuthering Heights|Great Expectations|A Tale of Two Cities|The Odyssey|The Iliad|Don Quixote|Ulysses|Frankenstein|Dracula|The Da Vinci Code|The Alchemist|The Hunger Games|Twilight|Gone Girl|The Martian|Little Women|Charlotte’s Web|The Shining|It|Lolita|Catch-22',
  BookSeries:
    'Harry Potter|The Lord of the Rings|A Song of Ice and Fire|The Chronicles of Narnia|The Hunger Games|Twilight|Divergent|Percy Jackson|Discworld|The Dark Tower|Foundation|The Wheel of Time|Outlander|Goosebumps|Nancy Drew|The Hardy Boys|Sherlock Holmes|Jack Reacher|Dune|The Expanse|Magic Tree House|Diary of a Wimpy Kid',
  BroadcastChannel:
    'ABC|NBC|CBS|Fox|PBS|CNN|Fox News|MSNBC|ESPN|HBO|Showtime|Starz|TNT|TBS|USA Network|AMC|FX|Bravo|Discovery Channel|History Channel|National Geographic|Animal Planet|Food Network|HGTV|Comedy Central|MTV|VH1|BET|Nickelodeon|Disney Channel|Cartoon Network|Hallmark Channel|Lifetime|Syfy|BBC|BBC America|Sky News|Al Jazeera|C-SPAN|The Weather Channel|NPR',
  Comic:
    'Superman|Batman|Spider-Man|Wonder Woman|X-Men|Avengers|Fantastic Four|Justice League|Watchmen|Iron Man|Captain America|Hulk|Thor|Deadpool|Daredevil|The Flash|Green Lantern|Aquaman|Sandman|V for Vendetta|Peanuts|Garfield|Calvin and Hobbes|Dilbert|Asterix|Tintin|The Walking Dead|Saga|Hellboy|Spawn|Naruto|One Piece|Dragon Ball',
  CreativeWorkType:
    'book|movie|film|song|album|painting|photograph|poem|novel|play|podcast|TV show|television series|episode|article|blog|comic|game|map|recipe|review|sculpture|software|audiobook|magazine|newspaper|opera|musical|short story|documentary',
  Director:
    'Steven Spielberg|Martin Scorsese|Quentin Tarantino|Christopher Nolan|Stanley Kubrick|Alfred Hitchcock|Francis Ford Coppola|Ridley Scott|James Cameron|Peter Jackson|George Lucas|Woody Allen|Tim Burton|David Fincher|Clint Eastwood|Spike Lee|Wes Anderson|Joel Coen|Ethan Coen|David Lynch|Sofia Coppola|Kathryn Bigelow|Greta Gerwig|Jordan Peele|Denis Villeneuve|Guillermo del Toro|Alfonso Cuaron|Akira Kurosawa|Federico Fellini|Orson Welles|Hayao Miyazaki|Ron Howard',
  FictionalCharacter:
    'Harry Potter|Hermione Granger|Ron Weasley|Sherlock Holmes|James Bond|Batman|Superman|Spider-Man|Wonder Woman|Darth Vader|Luke Skywalker|Princess Leia|Han Solo|Yoda|Frodo|Gandalf|Katniss Everdeen|Indiana Jones|Mickey Mouse|Donald Duck|Bugs Bunny|Homer Simpson|Bart Simpson|Elsa|Anna|Olaf|Buzz Lightyear|Woody|Nemo|Shrek|Mario|Luigi|Sonic|Pikachu|Dracula|Frankenstein|Robin Hood|Peter Pan|Cinderella|Snow White',
  Game: 'chess|checkers|Monopoly|Scrabble|Clue|Risk|Settlers of Catan|Catan|Ticket to Ride|Uno|poker|blackjack|bridge|solitaire|hearts|spades|rummy|go fish|backgammon|dominoes|Jenga|Twister|Trivial Pursuit|Pictionary|charades|hide and seek|tag|tic tac toe|hangman|Dungeons and Dragons|Candy Land|Battleship|Connect Four|Yahtzee|sudoku|bingo|Pandemic|Codenames',
  Genre:
    'action|adventure|animation|biography|comedy|crime|documentary|drama|family|fantasy|history|horror|musical|mystery|romance|romantic comedy|science fiction|sci-fi|sport|thriller|war|western|rock|pop|jazz|blues|classical|country|hip hop|rap|R and B|reggae|metal|punk|folk|electronic|soul|funk|indie|alternative|opera|gospel|disco|techno|house',
  Movie:
    'Star Wars|The Godfather|Titanic|Avatar|Jurassic Park|The Matrix|Inception|The Dark Knight|Pulp Fiction|Forrest Gump|The Shawshank Redemption|Fight Club|Goodfellas|Schindler’s List|Casablanca|Citizen Kane|Gone with the Wind|The Wizard of Oz|Jaws|E.T.|Back to the Future|Raiders of the Lost Ark|Alien|Blade Runner|Terminator|Die Hard|Rocky|Gladiator|Frozen|Toy Story|Finding Nemo|The Lion King|Shrek|Up|Black Panther|Avengers Endgame|Iron Man|Interstellar|La La Land|Parasite|Joker|Psycho|Vertigo|Top Gun|Ghostbusters|Home Alone|Elf',
  MovieSeries:
    'Star Wars|Harry Potter|Lord of the Rings|The Hobbit|James Bond|Indiana Jones|Jurassic Park|Pirates of the Caribbean|The Hunger Games|Twilight|Fast and Furious|Mission Impossible|Toy Story|Shrek|Terminator|Alien|Predator|The Matrix|Rocky|Rambo|Back to the Future|The Godfather|Star Trek|X-Men|Spider-Man|Batman|Avengers|Transformers|Bourne|Die Hard',
  MusicAlbum:
    'Thriller|Abbey Road|The Dark Side of the Moon|Back in Black|Rumours|Nevermind|Purple Rain|Born in the USA|The Wall|Sgt. Pepper’s Lonely Hearts Club Band|Pet Sounds|OK Computer|London Calling|Lemonade|1989|21|25|Jagged Little Pill|Tapestry|Hotel California|Led Zeppelin IV|The Joshua Tree|Kind of Blue|Random Access Memories|Bad|Graceland|The White Album|Revolver',
  MusicCreativeWorkType:
    'song|songs|album|albums|track|tracks|single|music|playlist|mixtape|soundtrack|score|remix|cover|symphony|concerto|sonata|opera|music video|live album|compilation',
  MusicEvent:
    'concert|music festival|Coachella|Lollapalooza|Glastonbury|Bonnaroo|Woodstock|South by Southwest|Burning Man|Rock in Rio|Tomorrowland|Ultra Music Festival|Electric Daisy Carnival|Austin City Limits|Newport Jazz Festival|Montreux Jazz Festival|recital|opera|symphony concert',
  MusicGroup:
    'The Beatles|The Rolling Stones|Queen|Led Zeppelin|Pink Floyd|U2|Coldplay|Radiohead|Nirvana|Metallica|AC/DC|Guns N’ Roses|Aerosmith|Eagles|Fleetwood Mac|Journey|Bon Jovi|Green Day|Foo Fighters|Red Hot Chili Peppers|Maroon 5|Imagine Dragons|One Direction|BTS|Backstreet Boys|NSYNC|Spice Girls|Destiny’s Child|ABBA|Bee Gees|The Who|The Doors|The Beach Boys|The Police|R.E.M.|Oasis|Arctic Monkeys|Daft Punk|Pearl Jam|Linkin Park',
  Musician:
    'Paul McCartney|John Lennon|Ringo Starr|George Harrison|Mick Jagger|Jimi Hendrix|Eric Clapton|Bruce Springsteen|Bob Dylan|David Bowie|Prince|Freddie Mercury|Elton John|Billy Joel|Stevie Wonder|Ray Charles|Miles Davis|John Coltrane|Louis Armstrong|Ella Fitzgerald|Aretha Franklin|Johnny Cash|Willie Nelson|Dolly Parton|Adele|Taylor Swift|Ed Sheeran|John Mayer|Norah Jones|Yo-Yo Ma|Carlos Santana|Sting|Phil Collins|Kurt Cobain|Dave Grohl',
  MusicPlaylist:
    'workout|running|party|dinner party|chill|relaxing|sleep|study|focus|road trip|top hits|today’s hits|throwback|oldies|eighties hits|nineties hits|love songs|country hits|Christmas music|summer hits|morning coffee|happy hour|favorites|my likes',
  MusicRecording:
    'Bohemian Rhapsody|Imagine|Hey Jude|Yesterday|Let It Be|Stairway to Heaven|Hotel California|Like a Rolling Stone|Billie Jean|Thriller|Purple Rain|Smells Like Teen Spirit|Sweet Child O’ Mine|Born to Run|I Will Always Love You|Respect|What’s Going On|Good Vibrations|Hallelujah|Wonderwall|Rolling in the Deep|Someone Like You|Hello|Shape of You|Uptown Funk|Happy|Despacito|Shake It Off|Blank Space|Bad Guy|Old Town Road|Dancing Queen|Africa|Take On Me|Don’t Stop Believing',
  MusicVideo:
    'Thriller|Take On Me|Sledgehammer|Like a Prayer|Single Ladies|Gangnam Style|Hello|This Is America|Bad Romance|Wrecking Ball|Baby One More Time|November Rain|Virtual Insanity|Here It Goes Again|Sabotage|Buddy Holly|Bad Blood|Formation',
  RadioChannel:
    'NPR|KEXP|KQED|WNYC|KCRW|WBUR|KUOW|BBC Radio 1|BBC Radio 4|BBC World Service|ESPN Radio|Fox Sports Radio|iHeartRadio|Hot 97|Z100|KISS FM|Power 106|WGN|KROQ|WFAN|Bloomberg Radio|SiriusXM|Classic FM|Jazz FM',
  ScreeningEvent:
    'premiere|matinee|midnight screening|screening|double feature|film festival|Sundance|Cannes Film Festival|Toronto International Film Festival|Tribeca Film Festival|Venice Film Festival|Berlinale|sneak preview',
  SoftwareApplication:
    'Microsoft Word|Excel|PowerPoint|Outlook|Photoshop|Illustrator|Chrome|Firefox|Safari|Gmail|Google Maps|Google Docs|Spotify|Netflix|Uber|Lyft|Zoom|Skype|Slack|Teams|Dropbox|Evernote|Kindle|iTunes|Shazam|Waze|Venmo|PayPal|Instagram|WhatsApp|Facebook|Twitter|TikTok|YouTube',
  SoftwareGame:
    'Angry Birds|Candy Crush|Candy Crush Saga|Clash of Clans|Clash Royale|Pokemon Go|Words with Friends|Temple Run|Fruit Ninja|Subway Surfers|Plants vs. Zombies|Among Us|Minecraft|Fortnite|Roblox|Solitaire|Tetris|Wordle|2048|Cut the Rope|Draw Something|FarmVille|Hearthstone',
  TelevisionChannel:
    'ABC|NBC|CBS|Fox|PBS|The CW|CNN|Fox News|MSNBC|ESPN|HBO|Showtime|Starz|Cinemax|TNT|TBS|USA|AMC|FX|Bravo|Discovery|History|National Geographic|Animal Planet|Food Network|HGTV|Comedy Central|MTV|Nickelodeon|Disney Channel|Cartoon Network|Hallmark|Lifetime|Syfy|BBC America|Univision|Telemundo',
  TVEpisode:
    'Ozymandias|The Rains of Castamere|Battle of the Bastards|The Contest|The One with the Embryos|Pilot|Dinner Party|The Constant|Teddy Perkins|The Suitcase|Blink|Once More with Feeling|Hush|Marge vs. the Monorail|Pine Barrens|San Junipero|The Inner Light|Abyssinia Henry|Stress Relief',
  TVSeason:
    'season one|season two|season three|season four|season five|season six|season seven|season eight|season nine|season ten|first season|second season|third season|fourth season|fifth season|last season|final season',
  TVSeries:
    'Game of Thrones|Breaking Bad|The Sopranos|The Wire|Friends|Seinfeld|The Office|Parks and Recreation|The Simpsons|South Park|Family Guy|Stranger Things|The Crown|House of Cards|Mad Men|Lost|The Walking Dead|Grey’s Anatomy|ER|The West Wing|Law and Order|CSI|NCIS|The Big Bang Theory|How I Met Your Mother|Modern Family|Sherlock|Doctor Who|Star Trek|The X-Files|Downton Abbey|Black Mirror|The Mandalorian|Succession|Ted Lasso|Sesame Street|Jeopardy|Saturday Night Live|The Voice|Survivor',
  VideoGame:
    'Minecraft|Fortnite|Tetris|Super Mario Bros|Super Mario Odyssey|The Legend of Zelda|Breath of the Wild|Pac-Man|Pong|Space Invaders|Donkey Kong|Sonic the Hedgehog|Pokemon|Final Fantasy|Halo|Call of Duty|Grand Theft Auto|Red Dead Redemption|Assassin’s Creed|The Witcher|Skyrim|Fallout|World of Warcraft|League of Legends|Dota 2|Overwatch|Counter-Strike|Half-Life|Portal|The Sims|SimCity|Civilization|FIFA|Madden NFL|Mario Kart|Animal Crossing|Street Fighter|Mortal Kombat|Resident Evil|Dark Souls',
  WrittenCreativeWorkType:
    'book|novel|article|blog|essay|poem|play|short story|comic|magazine|newspaper|biography|autobiography|memoir|cookbook|textbook|encyclopedia|dictionary|diary|letter|script|screenplay|manual|report|review|thesis',
}
