// What the demo candidates are made of. The first of each list come up most often.

export const firstNames = words(`
  James, Maria, Robert, Linda, Michael, Jennifer, David, Patricia, Daniel, Elizabeth, José,
  Susan, Thomas, Jessica, Carlos, Sarah, Wei, Karen, Ahmed, Nancy, Kevin, Fatima,
  Brian, Priya, George, Olivia, Timothy, Aisha, Ronald, Chloe, Jason, Mei, Ryan,
  Zoë, Jacob, Amara, Gary, Ingrid, Nicholas, Yuki, Eric, Sofía, Jonathan, Leila,
  Stephen, Hannah, Larry, Björn, Justin, Renée, Scott, Anneliese, Brandon, Noor, Benjamin,
  Tomasz, Samuel, Ivana, Gregory, Thandiwe`);

export const lastNames = words(`
  Smith, Johnson, Garcia, Williams, Brown, Martinez, Jones, Nguyen, Miller, Rodriguez, Davis,
  Patel, Wilson, Kim, Anderson, Lopez, Thomas, Lee, Taylor, Gonzalez, Moore, Chen,
  Jackson, Hernandez, Martin, Singh, Thompson, Ali, White, Pérez, Harris, O'Brien, Clark,
  Müller, Lewis, Sato, Robinson, Ivanova, Walker, Okafor, Young, Rossi, Allen, Nowak,
  King, Haddad, Wright, Svensson, Scott, Dubois, Torres, Van Dyke, Hill, Costa, Green,
  Yamamoto, Adams, D'Angelo, Baker, Núñez, Hall, Kowalski, Rivera, Mbeki`);

export const places = [
  { city: "New York", state: "NY", zip: "10001", area: "212" },
  { city: "Los Angeles", state: "CA", zip: "90001", area: "213" },
  { city: "Chicago", state: "IL", zip: "60601", area: "312" },
  { city: "Houston", state: "TX", zip: "77002", area: "713" },
  { city: "New York", state: "NY", zip: "10027", area: "212" },
  { city: "Phoenix", state: "AZ", zip: "85003", area: "602" },
  { city: "Philadelphia", state: "PA", zip: "19103", area: "215" },
  { city: "San Antonio", state: "TX", zip: "78205", area: "210" },
  { city: "San Diego", state: "CA", zip: "92101", area: "619" },
  { city: "Los Angeles", state: "CA", zip: "90036", area: "323" },
  { city: "Dallas", state: "TX", zip: "75201", area: "214" },
  { city: "Austin", state: "TX", zip: "78701", area: "512" },
  { city: "Jacksonville", state: "FL", zip: "32202", area: "904" },
  { city: "Columbus", state: "OH", zip: "43215", area: "614" },
  { city: "Charlotte", state: "NC", zip: "28202", area: "704" },
  { city: "Chicago", state: "IL", zip: "60614", area: "773" },
  { city: "Indianapolis", state: "IN", zip: "46204", area: "317" },
  { city: "Seattle", state: "WA", zip: "98101", area: "206" },
  { city: "San Francisco", state: "CA", zip: "94103", area: "415" },
  { city: "Denver", state: "CO", zip: "80202", area: "303" },
  { city: "Washington", state: "DC", zip: "20001", area: "202" },
  { city: "Nashville", state: "TN", zip: "37203", area: "615" },
  { city: "Boston", state: "MA", zip: "02108", area: "617" },
  { city: "Portland", state: "OR", zip: "97205", area: "503" },
  { city: "Las Vegas", state: "NV", zip: "89101", area: "702" },
  { city: "Detroit", state: "MI", zip: "48226", area: "313" },
  { city: "Memphis", state: "TN", zip: "38103", area: "901" },
  { city: "Baltimore", state: "MD", zip: "21201", area: "410" },
  { city: "Milwaukee", state: "WI", zip: "53202", area: "414" },
  { city: "Albuquerque", state: "NM", zip: "87102", area: "505" },
  { city: "Atlanta", state: "GA", zip: "30303", area: "404" },
  { city: "Miami", state: "FL", zip: "33130", area: "305" },
  { city: "Minneapolis", state: "MN", zip: "55401", area: "612" },
  { city: "New Orleans", state: "LA", zip: "70112", area: "504" },
  { city: "Salt Lake City", state: "UT", zip: "84101", area: "801" },
  { city: "Pittsburgh", state: "PA", zip: "15222", area: "412" },
  { city: "Portland", state: "ME", zip: "04101", area: "207" },
  { city: "Anchorage", state: "AK", zip: "99501", area: "907" },
  { city: "Honolulu", state: "HI", zip: "96813", area: "808" },
  { city: "Burlington", state: "VT", zip: "05401", area: "802" },
];

/** `pay` is a beginner's, in whole currency units a year. */
export const verticals = [
  {
    name: "Software",
    pay: 72_000,
    skills: ["Java", "Python", "SQL", "TypeScript", "Kubernetes", "Go", "React", "PostgreSQL", "Linux", "Testing"],
  },
  {
    name: "Healthcare",
    pay: 56_000,
    skills: ["Nursing", "Triage", "Phlebotomy", "ICU", "Pediatrics", "Charting", "Radiology", "EMT", "Hygiene"],
  },
  {
    name: "Logistics",
    pay: 41_000,
    skills: ["Forklift", "Dispatch", "Routing", "Customs", "Inventory", "CDL", "Packing", "Procurement"],
  },
  {
    name: "Finance",
    pay: 64_000,
    skills: ["Accounting", "Audit", "Excel", "Tax", "Risk", "Payroll", "Forecasting", "Compliance"],
  },
  {
    name: "Retail",
    pay: 34_000,
    skills: ["Sales", "Merchandising", "POS", "Scheduling", "Customer service", "Stocking", "Visual display"],
  },
  {
    name: "Manufacturing",
    pay: 45_000,
    skills: ["Welding", "CNC", "Quality control", "Lean", "Maintenance", "Assembly", "Safety", "PLC"],
  },
  {
    name: "Education",
    pay: 47_000,
    skills: ["Teaching", "Curriculum", "Tutoring", "Special needs", "Assessment", "Spanish", "Mathematics"],
  },
  {
    name: "Hospitality",
    pay: 33_000,
    skills: ["Cooking", "Reception", "Events", "Housekeeping", "Bartending", "Booking", "Languages"],
  },
  {
    name: "Legal",
    pay: 69_000,
    skills: ["Contracts", "Research", "Litigation", "Discovery", "Privacy", "Drafting", "Mediation"],
  },
];

function words(list: string): readonly string[] {
  return list.split(",").map((word) => word.trim());
}
