"""The schema `general`: people, organisations, places, dates and works, and the Wikidata relations most often stated in one
sentence of Re-DocRED dev. Writes schemas/general.json."""
import json
import os
from collections import Counter
from pathlib import Path

from corpus import read

# People, organisations and places are called as `news` calls them: a project read with both has one entity for each.
TYPES = {"PER": "Peop", "ORG": "Org", "LOC": "Loc", "TIME": "Date", "DATE": "Date", "MISC": "Work"}
COUNT, LEAST_SHARE = 40, 0.03
# Wikidata's properties: what a graph calls them, and how a sentence does.
RELATIONS = {
    "P131": ("Lies_In", "lies in"), "P17": ("In_Country", "is in the country"), "P27": ("Citizen_Of", "is a citizen of"),
    "P361": ("Part_Of", "is part of"), "P800": ("Known_For", "is known for"), "P577": ("Came_Out_On", "came out on"), "P710": ("Involved", "involved"),
    "P175": ("Performed_By", "was performed by"), "P569": ("Born_On", "was born on"), "P463": ("Member_Of", "is a member of"),
    "P749": ("Subsidiary_Of", "is a subsidiary of"), "P571": ("Began_On", "began on"), "P570": ("Died_On", "died on"),
    "P3373": ("Sibling_Of", "is a sibling of"), "P156": ("Followed_By", "was followed by"), "P495": ("Comes_From", "comes from"),
    "P19": ("Born_In", "was born in"), "P127": ("Owned_By", "is owned by"), "P1001": ("Applies_To", "applies to"),
    "P140": ("Has_Religion", "has the religion"), "P26": ("Married_To", "is married to"), "P206": ("Lies_On_Water", "lies on the water of"),
    "P706": ("Lies_On_Land", "lies on the land of"), "P50": ("Written_By", "was written by"), "P178": ("Developed_By", "was developed by"),
    "P40": ("Parent_Of", "is a parent of"), "P1441": ("Appears_In", "appears in"), "P585": ("Took_Place_On", "took place on"),
    "P264": ("On_Label", "is on the label"), "P276": ("Took_Place_In", "took place in"), "P580": ("Started_On", "started on"),
    "P607": ("Fought_In", "fought in"), "P161": ("Has_Cast_Member", "has in its cast"), "P176": ("Made_By", "is made by"),
    "P30": ("On_Continent", "is on the continent"), "P102": ("Member_Of_Party", "belongs to the party"), "P22": ("Has_Father", "has the father"),
    "P54": ("Plays_For", "plays for"), "P35": ("Has_Head_Of_State", "has as head of state"), "P170": ("Created_By", "was created by"),
    "P551": ("Live_In", "lives in"), "P108": ("Work_For", "works for"), "P69": ("Studied_At", "studied at"),
    "P159": ("OrgBased_In", "is based in"), "P112": ("Founded_By", "was founded by"), "P169": ("Led_By", "is led by"),
}
SCHEMA = Path(__file__).with_name("schemas") / "general.json"
# KnowledgeNet's properties in Wikidata's terms; a change of places where it names the other end first.
KNOWLEDGENET = {"PLACE_OF_RESIDENCE": "P551", "PLACE_OF_BIRTH": "P19", "NATIONALITY": "P27", "EMPLOYEE_OR_MEMBER_OF": "P108", "EDUCATED_AT": "P69",
                "POLITICAL_AFFILIATION": "P102", "CHILD_OF": "P40", "SPOUSE": "P26", "DATE_OF_BIRTH": "P569", "DATE_OF_DEATH": "P570",
                "HEADQUARTERS": "P159", "SUBSIDIARY_OF": "P749", "FOUNDED_BY": "P112", "CEO": "P169", "DATE_FOUNDED": "P571"}
# Two names of one fact: the second is the first with its ends in each other's place. A cell holds one label.
INVERSE = {"P150": "P131", "P527": "P361", "P355": "P749", "P155": "P156", "P1344": "P710", "CHILD_OF": "P40"}
SYMMETRIC = {"Married_To", "Sibling_Of"}


def name_of(code):
    """What we call a property; its code where we have no name for it."""
    return RELATIONS[code][0] if code in RELATIONS else code


def one_name(head, tail, kind):
    kind, turned = name_of(INVERSE.get(kind, KNOWLEDGENET.get(kind, kind))), kind in INVERSE
    return (tail, head, kind) if turned else (head, tail, kind)


def to_general(x):
    """Re-DocRED's or KnowledgeNet's terms to ours; numbers are no entities of ours, relations of other kinds are unknown."""
    names = [r["name"] for r in json.loads(SCHEMA.read_text())["relationTypes"]]
    kept = [i for i, e in enumerate(x.entities) if e[2] in TYPES]
    at = {old: new for new, old in enumerate(kept)}
    relations = [one_name(at[h], at[t], k) for h, t, k in x.relations if h in at and t in at]
    place = lambda i: x.entities[kept[i]][:2]
    relations = [(t, h, k) if k in SYMMETRIC and place(t) < place(h) else (h, t, k) for h, t, k in relations]
    x.entities = [(s, e, TYPES[k]) for s, e, k in (x.entities[i] for i in kept)]
    order = {k: i for i, k in enumerate(names)}  # frequent first: of several facts of a pair its cell keeps the rarest
    x.relations = sorted({r for r in relations if r[2] in order}, key=lambda r: order[r[2]])
    judged = {frozenset(r[:2]) for r in x.relations}
    x.unknown = [p for p in {(min(h, t), max(h, t)) for h, t, _ in relations} if frozenset(p) not in judged]
    return x


def main():
    folder = Path(os.environ.get("ESPALIER_SHARED", "../../../shared")) / "data" / "corpora" / "redocred"
    counts, ends = Counter(), {}
    for x in read(folder / "spert_sentence_dev.json.gz"):
        for h, t, k in (one_name(*r) for r in x.relations):
            pair = TYPES.get(x.entities[h][2]), TYPES.get(x.entities[t][2])
            if None not in pair:
                counts[k] += 1
                ends.setdefault(k, Counter())[pair] += 1
    # What KnowledgeNet adds has to be there, however rare in the other.
    frequent = [k for k, _ in counts.most_common(COUNT)]
    chosen = frequent + [k for k in map(name_of, KNOWLEDGENET.values()) if k not in frequent]
    code = {name: (at, phrase) for at, (name, phrase) in RELATIONS.items()}
    some = lambda k, end: sorted({p[end] for p, n in ends.get(k, {}).items() if n >= LEAST_SHARE * counts[k]})
    rows = [{"name": k, "phrase": code[k][1], "wikidata": code[k][0], "symmetric": k in SYMMETRIC, "head": some(k, 0), "tail": some(k, 1)} for k in chosen]
    value = {"name": "general", "entityTypes": list(dict.fromkeys(TYPES.values())), "relationTypes": rows}
    SCHEMA.write_text(json.dumps(value, indent=2) + "\n")
    print(len(rows), "relations", sum(counts[k] for k in chosen), "of", sum(counts.values()))


if __name__ == "__main__":
    main()
