"""How far a grader agrees with people: labelled answers, predictions and what they come to."""
